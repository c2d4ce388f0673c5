/* A click on the page says where a note belongs; without this script one chooses upper, middle or lower part. */
(function () {
  "use strict";

  var sheet = document.querySelector("[data-sheet]");
  var form = document.querySelector("[data-note-form]");
  if (!sheet || !form) { return; }

  var marks = sheet.querySelector("[data-marks]");
  var fresh = null;

  function thousandths(at, from, length) {
    return Math.max(0, Math.min(1000, Math.round((at - from) * 1000 / length)));
  }

  sheet.addEventListener("click", function (event) {
    var box = sheet.getBoundingClientRect();
    var x = thousandths(event.clientX, box.left, box.width);
    var y = thousandths(event.clientY, box.top, box.height);
    form.elements.x.value = x;
    form.elements.y.value = y;
    form.querySelector("[data-note-where]").hidden = true;
    form.querySelector("[data-note-place]").hidden = false;
    if (!fresh) {
      fresh = document.createElementNS("http://www.w3.org/2000/svg", "circle");
      fresh.setAttribute("r", "12");
      fresh.setAttribute("class", "fresh");
      marks.append(fresh);
    }
    fresh.setAttribute("cx", x / 10 + "%");
    fresh.setAttribute("cy", y / 10 + "%");
    form.elements.text.focus();
  });
}());
