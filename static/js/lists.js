/* The workbench of the annual list: a row is dragged to a column or before another row, or moved by Alt and an arrow.
   Each way ends in the row's own form, so that what works without a script is what works with one. */
(function () {
  "use strict";

  var COLUMNS = ["in", "reserve", "out"];
  var dragged = null;

  function move(row, placement, before) {
    var form = row.querySelector("form[data-move]");
    var fields = { placement: placement, before: before || "" };
    Object.keys(fields).forEach(function (name) {
      var field = document.createElement("input");
      field.type = "hidden";
      field.name = name;
      field.value = fields[name];
      form.appendChild(field);
    });
    window.sessionStorage.setItem("moved-line", row.dataset.drag);
    form.requestSubmit();
  }

  function columnOf(node) { return node.closest("[data-placement]"); }

  window.house.all("[data-drag]").forEach(function (row) {
    row.setAttribute("draggable", "true");
    row.addEventListener("dragstart", function (event) {
      dragged = row;
      row.classList.add("is-dragged");
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", row.dataset.drag);
    });
    row.addEventListener("dragend", function () { row.classList.remove("is-dragged"); dragged = null; });
    row.addEventListener("keydown", function (event) {
      if (!event.altKey || event.target !== row) { return; }
      var here = columnOf(row).dataset.placement;
      var at = COLUMNS.indexOf(here);
      if (event.key === "ArrowUp") {
        var up = row.querySelector("form[data-up]");
        if (up) { event.preventDefault(); move(row, here, up.elements.before.value); }
      } else if (event.key === "ArrowRight" || event.key === "ArrowLeft") {
        var to = COLUMNS[at + (event.key === "ArrowRight" ? 1 : -1)];
        if (to) { event.preventDefault(); move(row, to); }
      }
    });
  });

  // The columns themselves, and their places in the bar, which is in sight however long the list is.
  window.house.all("[data-placement], [data-drop]").forEach(function (column) {
    column.addEventListener("dragover", function (event) {
      if (dragged) { event.preventDefault(); column.classList.add("is-target"); }
    });
    column.addEventListener("dragleave", function () { column.classList.remove("is-target"); });
    column.addEventListener("drop", function (event) {
      if (!dragged) { return; }
      event.preventDefault();
      var over = event.target.closest("[data-drag]");
      move(dragged, column.dataset.placement || column.dataset.drop, over && over !== dragged ? over.dataset.drag : "");
    });
  });

  // Where one was: the row that was moved last has the focus again.
  var last = window.sessionStorage.getItem("moved-line");
  window.sessionStorage.removeItem("moved-line");
  var row = last && document.getElementById("line-" + last);
  if (row) { row.focus(); row.scrollIntoView({ block: "center" }); }
})();
