/* A button on any page of the commune that opens the chat in a frame:
   <script src="https://…/widget.js" data-unit="ap-01" async></script> */
(function () {
  'use strict';

  const SAY = { open: 'Hỏi Tổ Số', close: 'Đóng', title: 'Tổ Số – hỏi đáp dịch vụ công của xã' };

  const script = document.currentScript || document.querySelector('script[src*="/widget.js"]');
  const home = new URL(script.src).origin;
  const unit = script.getAttribute('data-unit');
  const address = home + '/' + (unit ? '?u=' + encodeURIComponent(unit) : '');

  /* Styles by property: a page's own style sheet, or its policy against inline ones, changes nothing. */
  function make(tag, styles, attributes) {
    const element = document.createElement(tag);
    element.style.setProperty('all', 'initial', 'important');
    Object.keys(styles).forEach(function (name) { element.style.setProperty(name, styles[name], 'important'); });
    Object.keys(attributes || {}).forEach(function (name) { element.setAttribute(name, attributes[name]); });
    return element;
  }

  function makeButton(text, styles) {
    const button = make('button', Object.assign({
      'box-sizing': 'border-box', 'min-height': '52px', padding: '0 20px', border: '2px solid #fff6e6',
      'border-radius': '26px', background: '#8c1d18', color: '#fff6e6', cursor: 'pointer',
      font: '700 19px/1.2 system-ui, Roboto, "Noto Sans", Arial, sans-serif'
    }, styles), { type: 'button' });
    button.textContent = text;
    button.onfocus = function () { button.style.setProperty('outline', '3px solid #0b57d0', 'important'); };
    button.onblur = function () { button.style.setProperty('outline', 'none', 'important'); };
    return button;
  }

  const opener = makeButton(SAY.open, {
    position: 'fixed', right: '16px', bottom: '16px', 'z-index': '2147483646', 'box-shadow': '0 3px 12px rgba(0,0,0,.35)'
  });
  const panel = make('div', {
    position: 'fixed', 'z-index': '2147483647', display: 'none', 'flex-direction': 'column', overflow: 'hidden',
    background: '#8c1d18', 'box-shadow': '0 6px 30px rgba(0,0,0,.4)'
  }, { id: 'toso-panel', role: 'dialog', 'aria-label': SAY.title });
  const closer = makeButton(SAY.close, {
    position: 'absolute', top: '10px', right: '10px', 'min-height': '50px', padding: '0 14px', 'border-radius': '14px'
  });
  let frame = null;

  opener.setAttribute('aria-expanded', 'false');
  opener.setAttribute('aria-controls', 'toso-panel');

  function fit() {
    const small = window.innerWidth < 560 || window.innerHeight < 560;
    const place = small
      ? { top: '0', right: '0', bottom: '0', left: '0', width: 'auto', height: 'auto', 'border-radius': '0' }
      : { top: 'auto', right: '16px', bottom: '16px', left: 'auto', width: '440px', height: Math.min(760, window.innerHeight - 32) + 'px', 'border-radius': '18px' };
    Object.keys(place).forEach(function (name) { panel.style.setProperty(name, place[name], 'important'); });
  }

  function open() {
    if (!frame) {
      frame = make('iframe', { flex: '1', border: '0', width: '100%', 'min-height': '0', background: '#f8f3e9' }, { title: SAY.title, allow: 'microphone', src: address });
      panel.appendChild(frame);
    }
    fit();
    panel.style.setProperty('display', 'flex', 'important');
    opener.style.setProperty('visibility', 'hidden', 'important');
    opener.setAttribute('aria-expanded', 'true');
    frame.focus();
  }

  function close() {
    panel.style.setProperty('display', 'none', 'important');
    opener.style.setProperty('visibility', 'visible', 'important');
    opener.setAttribute('aria-expanded', 'false');
    opener.focus();
  }

  opener.onclick = open;
  closer.onclick = close;
  panel.onkeydown = function (event) { if (event.key === 'Escape') { close(); } };
  window.addEventListener('resize', fit);
  window.addEventListener('message', function (event) {
    if (frame && event.source === frame.contentWindow && event.data === 'toso:close') { close(); }
  });

  function place() {
    panel.appendChild(closer);
    document.body.appendChild(opener);
    document.body.appendChild(panel);
  }
  if (document.body) { place(); } else { document.addEventListener('DOMContentLoaded', place); }
})();
