/* Long forms: saved while one types, rows that are added and removed, sums that follow, a side index. */
(function () {
  "use strict";

  var all = window.house.all;
  var csrfToken = window.house.csrfToken;

  /* --- saved while one types: <form data-autosave="url"> with a hidden field "version" --- */

  function clock() {
    var now = new Date();
    return ("0" + now.getHours()).slice(-2) + ":" + ("0" + now.getMinutes()).slice(-2);
  }

  function autosave(form) {
    var status = document.querySelector("[data-autosave-status]");
    var timer = 0;
    var dirty = false;
    var stopped = false;
    var running = false;

    function say(state, words) {
      if (status) { status.dataset.state = state; status.textContent = words; }
    }

    // The page comes back with both texts side by side; what is typed here goes with it.
    function offerBoth() {
      var button = document.createElement("button");
      button.type = "submit";
      button.className = "btn btn-sm btn-primary";
      button.setAttribute("form", form.id);
      button.name = "action";
      button.value = "save";
      button.dataset.showBoth = "";
      button.textContent = "对照两份内容并选择";
      status.append(" ", button);
    }

    function body() {
      var data = new FormData(form);
      // Files go with the form itself; a draft is words and numbers.
      all("input[type=file]", form).forEach(function (field) { data.delete(field.name); });
      return data;
    }

    function answered(response) {
      if (response.status === 409) {
        stopped = true;
        say("conflict", "这份表已在别处改动，本页内容没有丢失，暂停自动保存。");
        offerBoth();
        return null;
      }
      if (!response.ok) { throw new Error(String(response.status)); }
      return response.json().catch(function () { return {}; });
    }

    function keepVersion(answer) {
      if (answer === null) { return; }
      var version = form.querySelector("[name=version]");
      if (version && answer.version !== undefined) { version.value = answer.version; }
      if (dirty) { return; }
      var left = answer.unsaved || [];
      if (left.length) {
        say("partly", "已保存 " + clock() + "，其中“" + left.join("”、“") + "”填写有误，未保存。");
      } else {
        say("saved", "已保存 " + clock());
      }
    }

    function save() {
      window.clearTimeout(timer);
      if (!dirty || stopped) { return; }
      // One at a time: two on the way would carry the same version.
      if (running) { timer = window.setTimeout(save, 300); return; }
      dirty = false;
      running = true;
      say("saving", "正在保存");
      window.fetch(form.dataset.autosave, {
        method: "POST", body: body(), credentials: "same-origin", headers: { "X-CSRFToken": csrfToken(), "Accept": "application/json" }
      }).then(answered).then(keepVersion).catch(function () {
        dirty = true;
        say("failed", "尚未保存，正在重试；请不要关闭页面。");
        timer = window.setTimeout(save, 5000);
      }).then(function () { running = false; });
    }

    function flush() {
      if (!dirty || stopped || form.dataset.sent) { return; }
      dirty = false;
      var data = body();
      if (!data.has("csrfmiddlewaretoken")) { data.append("csrfmiddlewaretoken", csrfToken()); }
      navigator.sendBeacon(form.dataset.autosave, data);
    }

    form.addEventListener("input", function () {
      dirty = true;
      window.clearTimeout(timer);
      timer = window.setTimeout(save, 800);
    });
    form.addEventListener("submit", function () { window.clearTimeout(timer); });
    window.addEventListener("pagehide", flush);
    document.addEventListener("visibilitychange", function () { if (document.hidden) { save(); } });
  }

  /* --- rows: [data-formset=prefix] holds [data-formset-rows], <template data-formset-template>, [data-formset-add] --- */

  function formset(box) {
    var prefix = box.dataset.formset;
    var total = box.querySelector("[name='" + prefix + "-TOTAL_FORMS']");
    var rows = box.querySelector("[data-formset-rows]");
    var template = box.querySelector("template[data-formset-template]");
    var add = box.querySelector("[data-formset-add]");
    if (!total || !rows || !template || !add) { return; }
    add.hidden = false;

    add.addEventListener("click", function () {
      var holder = document.createElement("template");
      holder.innerHTML = template.innerHTML.replace(/__prefix__/g, total.value);
      var row = holder.content.firstElementChild;
      rows.append(holder.content);
      total.value = Number(total.value) + 1;
      var first = row.querySelector("input:not([type=hidden]), select, textarea");
      if (first) { first.focus(); }
      changed(box);
    });

    box.addEventListener("click", function (event) {
      var button = event.target.closest("[data-formset-remove]");
      if (!button) { return; }
      var row = button.closest("[data-formset-row]");
      var gone = row.querySelector("[name$='-DELETE']");
      if (gone) { gone.checked = true; gone.value = "on"; }
      row.classList.add("formset-row-gone");
      changed(box);
    });
  }

  function changed(element) {
    element.dispatchEvent(new Event("input", { bubbles: true }));
  }

  /* --- sums: a row [data-line] with [data-line-factor] fields fills [data-line-total]; [data-total-of] sums them --- */

  function number(text) {
    var value = parseFloat(String(text || "").replace(/[,，\s]/g, ""));
    return isFinite(value) ? value : 0;
  }

  function money(value) {
    return value.toFixed(2).replace(/\B(?=(\d{3})+(?!\d))/g, ",");
  }

  function show(element, value) {
    if ("value" in element && element.tagName === "INPUT") { element.value = value.toFixed(2); } else { element.textContent = money(value); }
  }

  function countLine(row) {
    var factors = all("[data-line-factor]", row);
    var total = row.querySelector("[data-line-total]");
    if (!total || !factors.length) { return; }
    show(total, factors.reduce(function (product, field) { return product * number(field.value); }, 1));
  }

  function countAll() {
    all("[data-line]").forEach(countLine);
    all("[data-total-of]").forEach(function (goal) {
      var sum = all("[data-line-total]", document.getElementById(goal.dataset.totalOf)).reduce(function (so_far, element) {
        if (element.closest(".formset-row-gone, template")) { return so_far; }
        return so_far + number(element.tagName === "INPUT" ? element.value : element.textContent);
      }, 0);
      goal.textContent = money(sum) + " 元";
      goal.title = money(sum / 10000) + " 万元";
    });
  }

  /* --- the side index follows the reader --- */

  function spy(index) {
    var links = all("a[href^='#']", index);
    var byId = {};
    links.forEach(function (link) { byId[link.getAttribute("href").slice(1)] = link; });
    if (!window.IntersectionObserver) { return; }
    var watch = new IntersectionObserver(function (entries) {
      entries.forEach(function (entry) {
        if (!entry.isIntersecting) { return; }
        links.forEach(function (link) { link.removeAttribute("aria-current"); });
        byId[entry.target.id].setAttribute("aria-current", "true");
      });
    }, { rootMargin: "-80px 0px -65% 0px" });
    Object.keys(byId).forEach(function (id) {
      var section = document.getElementById(id);
      if (section) { watch.observe(section); }
    });
  }

  all("form[data-autosave]").forEach(autosave);
  all("[data-formset]").forEach(formset);
  all("[data-side-index]").forEach(spy);
  if (document.querySelector("[data-line], [data-total-of]")) {
    document.addEventListener("input", countAll);
    countAll();
  }
})();
