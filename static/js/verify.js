/* The hash of a local file, in the browser: nothing is sent. SHA-256 by FIPS 180-4, for crypto.subtle is missing on plain http. */
(function () {
  "use strict";

  var K = [];
  var START = [];
  (function () {
    function fraction(x) { return ((x - Math.floor(x)) * 4294967296) | 0; }
    for (var n = 2; K.length < 64; n++) {
      var prime = true;
      for (var d = 2; d * d <= n; d++) { if (n % d === 0) { prime = false; } }
      if (prime) {
        if (START.length < 8) { START.push(fraction(Math.sqrt(n))); }
        K.push(fraction(Math.cbrt(n)));
      }
    }
  })();

  function right(x, n) { return (x >>> n) | (x << (32 - n)); }

  function block(state, words, bytes, at) {
    for (var i = 0; i < 16; i++) {
      words[i] = (bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3];
      at += 4;
    }
    for (i = 16; i < 64; i++) {
      var p = words[i - 15], q = words[i - 2];
      words[i] = (words[i - 16] + (right(p, 7) ^ right(p, 18) ^ (p >>> 3)) + words[i - 7] + (right(q, 17) ^ right(q, 19) ^ (q >>> 10))) | 0;
    }
    var a = state[0], b = state[1], c = state[2], d = state[3], e = state[4], f = state[5], g = state[6], h = state[7];
    for (i = 0; i < 64; i++) {
      var one = (h + (right(e, 6) ^ right(e, 11) ^ right(e, 25)) + ((e & f) ^ (~e & g)) + K[i] + words[i]) | 0;
      var two = ((right(a, 2) ^ right(a, 13) ^ right(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g; g = f; f = e; e = (d + one) | 0; d = c; c = b; b = a; a = (one + two) | 0;
    }
    [a, b, c, d, e, f, g, h].forEach(function (value, place) { state[place] = (state[place] + value) | 0; });
  }

  function sha256(bytes) {
    var state = START.slice(), words = new Int32Array(64), whole = bytes.length - (bytes.length % 64);
    for (var at = 0; at < whole; at += 64) { block(state, words, bytes, at); }
    var rest = bytes.length - whole;
    var tail = new Uint8Array(rest < 56 ? 64 : 128);
    tail.set(bytes.subarray(whole));
    tail[rest] = 0x80;
    var view = new DataView(tail.buffer);
    view.setUint32(tail.length - 8, Math.floor(bytes.length / 536870912));
    view.setUint32(tail.length - 4, (bytes.length << 3) >>> 0);
    for (at = 0; at < tail.length; at += 64) { block(state, words, tail, at); }
    return state.map(function (value) { return ("0000000" + (value >>> 0).toString(16)).slice(-8); }).join("");
  }

  function start(place) {
    var input = place.querySelector("input[type=file]");
    var result = place.querySelector("[data-hash-result]");

    function say(words, same) {
      result.textContent = words;
      result.className = same === null ? "muted" : same ? "say say-done" : "say say-late";
      result.dataset.hashResult = same === null ? "" : same ? "same" : "different";
    }

    function check(file) {
      if (!file) { return; }
      say("正在计算…", null);
      file.arrayBuffer().then(function (buffer) {
        var same = sha256(new Uint8Array(buffer)) === place.dataset.expected;
        say(same ? "一致：“" + file.name + "”就是本系统出具的文件，一个字节也没有改动。" : "不一致：“" + file.name + "”不是本系统出具的这一文件，或者已被改动。", same);
      }, function () { say("文件不能读取，请重新选择。", false); });
    }

    input.addEventListener("change", function () { check(input.files[0]); });
    ["dragover", "drop"].forEach(function (name) {
      place.addEventListener(name, function (event) {
        event.preventDefault();
        if (name === "drop") { check(event.dataTransfer.files[0]); }
      });
    });
  }

  Array.prototype.forEach.call(document.querySelectorAll("[data-hash-drop]"), start);
})();
