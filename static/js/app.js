/* What every page does: once is once, ask before the irrevocable, keys, folding, tables. Works as an addition only. */
(function () {
  "use strict";

  var root = document.documentElement;
  root.classList.add("scripted");

  function all(selector, within) {
    return Array.prototype.slice.call((within || document).querySelectorAll(selector));
  }

  function cookie(name) {
    var found = document.cookie.match("(?:^|; )" + name + "=([^;]*)");
    return found ? decodeURIComponent(found[1]) : "";
  }

  function csrfToken() {
    var field = document.querySelector("input[name=csrfmiddlewaretoken]");
    return field ? field.value : cookie("csrftoken");
  }

  window.house = { all: all, csrfToken: csrfToken };

  document.addEventListener("htmx:configRequest", function (event) {
    event.detail.headers["X-CSRFToken"] = csrfToken();
  });

  /* --- once is once: a second click or Enter on the way does nothing --- */

  function lock(form, submitter) {
    form.dataset.sent = "yes";
    // After the browser has collected the fields: a disabled button would not be among them.
    window.setTimeout(function () {
      all("button[type=submit]", form).forEach(function (button) { button.setAttribute("aria-disabled", "true"); });
      if (submitter && submitter.dataset.busy) { submitter.textContent = submitter.dataset.busy; }
    }, 0);
  }

  function unlock(form) {
    delete form.dataset.sent;
    all("button[type=submit]", form).forEach(function (button) { button.removeAttribute("aria-disabled"); });
  }

  /* --- ask before what cannot be undone --- */

  var dialog = document.getElementById("confirm");
  var asked = null;

  function question(form, submitter) {
    if (submitter && submitter.dataset.confirm) { return submitter; }
    return form.dataset.confirm ? form : null;
  }

  function ask(form, submitter, source) {
    asked = { form: form, submitter: submitter };
    dialog.querySelector("[data-confirm-text]").textContent = source.dataset.confirm;
    dialog.querySelector("[data-confirm-yes]").textContent =
      source.dataset.confirmLabel || (submitter && submitter.textContent.trim()) || "确认办理";
    dialog.returnValue = "";
    dialog.showModal();
  }

  if (dialog && dialog.showModal) {
    dialog.addEventListener("close", function () {
      var going = asked;
      asked = null;
      if (!going || dialog.returnValue !== "yes") { return; }
      going.form.dataset.confirmed = "yes";
      if (going.submitter && going.form.requestSubmit) { going.form.requestSubmit(going.submitter); } else { going.form.submit(); }
    });
  }

  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.method !== "post" || form === (dialog && dialog.firstElementChild)) { return; }
    if (form.dataset.sent) { event.preventDefault(); return; }
    var source = question(form, event.submitter);
    if (source && dialog && dialog.showModal && !form.dataset.confirmed) {
      event.preventDefault();
      ask(form, event.submitter, source);
      return;
    }
    delete form.dataset.confirmed;
    // htmx sends the form itself and says when it is done.
    if (!form.hasAttribute("hx-post")) { lock(form, event.submitter); }
  });

  // Coming back with the browser's own button must find a form that works.
  window.addEventListener("pageshow", function () { all("form[data-sent]").forEach(unlock); });

  /* --- keys --- */

  function isTyping(element) {
    return element && (/^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName) || element.isContentEditable);
  }

  function rows() {
    return all("table[data-table] > tbody > tr").filter(function (row) {
      return row.offsetParent !== null && row.querySelector("a[href]");
    });
  }

  function move(by) {
    var list = rows();
    if (!list.length) { return; }
    var here = list.findIndex(function (row) { return row.classList.contains("is-here"); });
    var next = list[Math.max(0, Math.min(list.length - 1, here + by))];
    list.forEach(function (row) { row.classList.remove("is-here"); });
    next.classList.add("is-here");
    (next.querySelector("a.row-link") || next.querySelector("a[href]")).focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
  }

  document.addEventListener("keydown", function (event) {
    var target = event.target;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && target.form && target.form.method === "post") {
      var button = target.form.querySelector("button[type=submit]");
      event.preventDefault();
      if (target.form.requestSubmit) { target.form.requestSubmit(button); } else if (button) { button.click(); }
      return;
    }
    if (event.key === "Escape") { all("details[data-menu][open]").forEach(function (menu) { menu.open = false; }); }
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(target) || (dialog && dialog.open)) { return; }
    if (event.key === "/") {
      var search = document.querySelector("[data-search]");
      if (search) { event.preventDefault(); document.body.classList.add("nav-open"); search.focus(); search.select(); }
    } else if (event.key === "j") {
      move(1);
    } else if (event.key === "k") {
      move(-1);
    }
  });

  /* --- folding --- */

  document.addEventListener("click", function (event) {
    var toggle = event.target.closest("[data-nav-toggle]");
    if (toggle) {
      event.preventDefault();
      toggle.setAttribute("aria-expanded", String(document.body.classList.toggle("nav-open")));
    }
    var dismiss = event.target.closest("[data-dismiss]");
    if (dismiss) { dismiss.closest("[data-message]").remove(); }
    all("details[data-menu][open]").forEach(function (menu) {
      if (!menu.contains(event.target)) { menu.open = false; }
    });
  });

  if (window.matchMedia("(max-width: 767px)").matches) {
    all("details[data-fold-on-phone]").forEach(function (fold) { fold.open = false; });
  }
  all("[data-filter-more]").forEach(function (more) {
    // What narrows the list must be seen.
    more.open = all("input, select", more).some(function (field) { return field.value && field.type !== "hidden"; });
  });
  // On a phone one primary action sticks to the bottom: the panel's first that somebody waits for (none of equal
  // choices), else the page's own.
  var act = document.querySelector(".panel-step.is-allowed.is-awaited .panel-action");
  if (act && !act.closest("[data-equal]")) {
    act.classList.add("is-first");
  } else if (document.querySelector(".page-actions .btn-primary") && !document.querySelector(".save-bar, .decision")) {
    document.body.classList.add("acts-in-head");
  }
  all("[data-dismiss]").forEach(function (button) { button.hidden = false; });
  var findings = document.querySelector("[data-error-summary], [data-findings]");
  if (findings) { findings.focus(); }
  all(".stepper .stop-current").forEach(function (stop) {
    var way = stop.parentElement;
    way.scrollLeft = stop.offsetLeft - way.offsetLeft - (way.clientWidth - stop.clientWidth) / 2;
  });

  /* --- tables: labels for cards, columns to choose --- */

  /* On a phone a cell is a label and one content beside it. */
  function wrapContent(cell) {
    var content = document.createElement("div");
    content.className = "cell-content";
    content.append.apply(content, Array.prototype.slice.call(cell.childNodes));
    cell.append(content);
  }

  function labelCells(table) {
    var labels = all("thead th", table).map(function (head) { return head.textContent.trim().replace(/\s+/g, " "); });
    all("tbody > tr", table).forEach(function (row) {
      Array.prototype.forEach.call(row.cells, function (cell, place) {
        if (cell.dataset.label === undefined && cell.colSpan === 1) { cell.dataset.label = labels[place] || ""; }
        if (cell.dataset.label && cell.childElementCount > 1) { wrapContent(cell); }
        cell.classList.toggle("is-empty", !cell.textContent.trim() && !cell.querySelector("input, select, textarea, svg"));
      });
    });
  }

  function stored(key) {
    try { return JSON.parse(localStorage.getItem(key)) || []; } catch (error) { return []; }
  }

  function hideColumns(table, gone) {
    var places = {};
    all("thead th", table).forEach(function (head, place) {
      if (head.dataset.column && gone.indexOf(head.dataset.column) >= 0) { places[place] = true; }
    });
    all("tr", table).forEach(function (row) {
      Array.prototype.forEach.call(row.cells, function (cell, place) { cell.hidden = Boolean(places[place]); });
    });
  }

  function offerColumns(table) {
    var home = document.querySelector("[data-columns-for='" + table.dataset.table + "']");
    var heads = all("thead th[data-column]", table);
    if (!home || !heads.length) { return; }
    var key = "columns." + table.dataset.table;
    var body = home.querySelector("[data-columns-body]");
    heads.forEach(function (head) {
      var label = document.createElement("label");
      var box = document.createElement("input");
      box.type = "checkbox";
      box.checked = stored(key).indexOf(head.dataset.column) < 0;
      box.addEventListener("change", function () {
        var gone = stored(key).filter(function (name) { return name !== head.dataset.column; });
        if (!box.checked) { gone.push(head.dataset.column); }
        try { localStorage.setItem(key, JSON.stringify(gone)); } catch (error) { /* a private window forgets */ }
        hideColumns(table, gone);
      });
      label.append(box, " " + head.textContent.trim());
      body.append(label);
    });
    home.hidden = false;
    hideColumns(table, stored(key));
  }

  function dressTables(within) {
    all("table[data-table]", within).forEach(labelCells);
  }

  /* --- on a phone the strip of tabs is wider than the page: the chosen one comes into view --- */

  all("[data-tabs] [aria-current]").forEach(function (tab) {
    var strip = tab.parentNode;
    var gone = tab.getBoundingClientRect().left - strip.getBoundingClientRect().left;
    strip.scrollLeft += gone - (strip.clientWidth - tab.offsetWidth) / 2;
  });

  dressTables(document);
  all("table[data-table]").forEach(offerColumns);
  document.addEventListener("htmx:afterSettle", function (event) { dressTables(event.target); });
})();
