/* Draws every [data-chart] from the JSON of the same id; the table below it stays and is the truth. */
(function () {
  "use strict";

  if (!window.echarts) { return; }

  var style = getComputedStyle(document.documentElement);
  var PALETTE = ["--deep", "--stage-building", "--stage-completed", "--stage-library", "--classified", "--late"].map(token);

  function token(name) {
    return style.getPropertyValue(name).trim();
  }

  // A series or an item may name its stage, so that it has the colour of the badge.
  function colour(thing, place) {
    return (thing.stage && token("--stage-" + thing.stage)) || (thing.tone && token("--" + thing.tone)) || PALETTE[place % PALETTE.length];
  }

  function item(value, place, series, many) {
    var given = typeof value === "object" && value !== null ? value : { value: value };
    var shown = { value: given.value, url: given.url || "" };
    if (given.stage || given.tone) { shown.itemStyle = { color: colour(given, 0) }; }
    if (many && !shown.itemStyle) { shown.itemStyle = { color: colour({}, place) }; }
    return shown;
  }

  function drawSeries(data) {
    return data.series.map(function (series, place) {
      var kind = series.kind || data.kind || "bar";
      return {
        name: series.name,
        type: kind === "line" ? "line" : "bar",
        stack: data.kind === "stacked" ? "all" : undefined,
        barMaxWidth: 28,
        symbolSize: 7,
        itemStyle: { color: colour(series, place) },
        label: { show: data.kind !== "stacked" && data.series.length === 1, position: data.horizontal ? "right" : "top", color: token("--ink") },
        data: series.data.map(function (value, index) { return item(value, index, series, false); })
      };
    });
  }

  function drawPie(data) {
    return [{
      type: "pie",
      radius: ["40%", "64%"],
      center: ["50%", "44%"],
      label: { formatter: "{c}", color: token("--ink") },
      data: data.series[0].data.map(function (value, place) {
        var slice = item(value, place, data.series[0], true);
        slice.name = data.categories[place];
        return slice;
      })
    }];
  }

  // Where money comes from and goes to: names from `categories`, widths from `links`.
  function drawSankey(data) {
    return [{
      type: "sankey",
      left: 8,
      right: 110,
      top: 8,
      bottom: 8,
      nodeGap: 14,
      draggable: false,
      label: { color: token("--ink") },
      lineStyle: { color: "source", opacity: 0.35 },
      data: data.categories.map(function (name, place) {
        return { name: name, itemStyle: { color: PALETTE[place % PALETTE.length] } };
      }),
      links: data.links
    }];
  }

  function option(data, width) {
    var text = { color: token("--ink-soft"), fontFamily: token("--tblr-font-sans-serif") };
    var shared = {
      animation: false,
      textStyle: text,
      aria: { enabled: true },
      // Rich text is drawn on the canvas; the default tooltip carries inline styles, which our CSP refuses.
      tooltip: { trigger: data.kind === "pie" || data.kind === "sankey" ? "item" : "axis", renderMode: "richText", confine: true, axisPointer: { type: "shadow" } }
    };
    if (data.kind === "pie") { return Object.assign(shared, { legend: { bottom: 0, textStyle: text }, series: drawPie(data) }); }
    if (data.kind === "sankey") { return Object.assign(shared, { series: drawSankey(data) }); }
    var names = { type: "category", data: data.categories, inverse: Boolean(data.horizontal), axisTick: { show: false }, axisLabel: { color: text.color, interval: 0 } };
    // Every name is shown; a long one breaks inside its own column.
    if (!data.horizontal) { Object.assign(names.axisLabel, { width: Math.floor((width - 60) / data.categories.length) - 4, overflow: "break" }); }
    var values = { type: "value", name: data.horizontal ? "" : data.unit || "", splitLine: { lineStyle: { color: token("--line-soft") } }, axisLabel: { color: text.color } };
    return Object.assign(shared, {
      grid: { left: 8, right: data.horizontal ? 48 : 16, top: data.series.length > 1 ? 36 : 28, bottom: 4, containLabel: true },
      legend: data.series.length > 1 ? { top: 0, textStyle: text } : undefined,
      xAxis: data.horizontal ? values : names,
      yAxis: data.horizontal ? names : values,
      series: drawSeries(data)
    });
  }

  function draw(box) {
    var source = document.getElementById(box.dataset.chart);
    if (!source) { return; }
    var data = JSON.parse(source.textContent);
    if (!data.categories || !data.categories.length) { return; }
    box.hidden = false;
    var table = box.parentElement.querySelector(".chart-table");
    if (table) { table.open = false; }
    var chart = window.echarts.init(box, null, { renderer: "canvas" });
    chart.setOption(option(data, box.clientWidth));
    chart.on("click", function (event) {
      if (event.data && event.data.url) { window.location.assign(event.data.url); }
    });
    window.addEventListener("resize", function () { chart.resize(); });
    window.addEventListener("beforeprint", function () { if (table) { table.open = true; } });
    window.addEventListener("afterprint", function () { if (table) { table.open = false; } });
  }

  Array.prototype.forEach.call(document.querySelectorAll("[data-chart]"), draw);
})();
