// Gives every <iframe data-mtls-wizard> the height of its content. Include it once in the host page.
//
// A frame says its height in CSS pixels: { type: "mtls-wizard:height", height: 640 }. Only what comes from the frame's own
// window and origin counts, and only a sensible number.
(function () {
  "use strict";
  var HIGHEST = 20000;

  window.addEventListener("message", function (event) {
    var message = event.data;
    if (!message || message.type !== "mtls-wizard:height") return;
    var height = message.height;
    if (typeof height !== "number" || !(height > 0 && height <= HIGHEST)) return;
    document.querySelectorAll("iframe[data-mtls-wizard]").forEach(function (frame) {
      var origin = new URL(frame.src, document.baseURI).origin;
      if (event.source === frame.contentWindow && event.origin === origin) {
        frame.style.height = height + "px";
      }
    });
  });
})();
