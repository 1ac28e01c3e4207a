/* A voice note for who would rather speak: recorded here, heard again, sent or thrown away. The page
   works without it: where a browser cannot record, its button stays hidden. */
(function () {
  'use strict';

  const SAY = {
    left: 'Còn ',
    seconds: ' giây',
    recording: 'Đang ghi âm, bác cứ nói ạ.',
    recorded: 'Đã ghi xong. Bác nghe lại, rồi gửi hoặc bỏ đi ạ.',
    going: 'Đang gửi tin thoại…',
    refused: 'Máy chưa cho dùng micrô: bác mở cài đặt của trang, cho phép micrô rồi bấm Nói, hoặc cứ gõ chữ ạ.',
    missing: 'Máy này không có micrô, bác gõ chữ giúp ạ.',
    busy: 'Micrô đang được ứng dụng khác dùng, bác tắt ứng dụng ấy rồi bấm Nói ạ.',
    failed: 'Máy này chưa ghi âm được, bác gõ chữ giúp ạ.',
    short: 'Tin thoại ngắn quá, bác bấm Nói rồi nói lại giúp ạ.',
    offline: 'Chưa gửi được vì mất kết nối. Tin thoại vẫn ở đây, có mạng bác bấm gửi lại ạ.',
    large: 'Tin thoại dài quá, bác bỏ đi rồi nói ngắn hơn giúp ạ.',
    kind: 'Máy này ghi âm kiểu chưa nghe được, bác gõ chữ giúp ạ.',
    many: 'Bác gửi nhiều quá. Bác chờ mười phút rồi bấm gửi lại ạ.',
    again: 'Chưa nhận được tin thoại. Bác bấm gửi lại giúp ạ.'
  };
  const LONGEST = 60, SHORTEST = 500; // seconds; milliseconds
  const CALM = 600; // milliseconds: a shaky finger presses twice, and what comes lies in the same place
  const BUTTONS = ['voice-stop', 'voice-send', 'voice-drop'];
  const KINDS = ['audio/ogg;codecs=opus', 'audio/webm;codecs=opus', 'audio/mp4'];
  const REFUSALS = {
    NotFoundError: SAY.missing, DevicesNotFoundError: SAY.missing, NotReadableError: SAY.busy,
    NotAllowedError: SAY.refused, PermissionDeniedError: SAY.refused, SecurityError: SAY.refused
  };

  const at = function (id) { return document.getElementById(id); };

  function kindHere() {
    const devices = navigator.mediaDevices, rules = document.featurePolicy;
    const can = devices && devices.getUserMedia && window.MediaRecorder && MediaRecorder.isTypeSupported;
    if (!can || (rules && !rules.allowsFeature('microphone'))) { return ''; }
    return KINDS.find(function (kind) { return MediaRecorder.isTypeSupported(kind); }) || '';
  }

  /* `page` is what chat.js lends: ready, upload, say, tell (a notice) and tellState. */
  window.TosoVoice = function (page) {
    const kind = kindHere();
    if (!kind) { return; }
    let recorder = null, stream = null, pieces = [], since = 0, ticking = 0, calming = 0;
    let voice = null, asking = false, sending = false, dropped = false;

    function show(part) {
      at('voice').hidden = !part;
      document.documentElement.classList.toggle('speaking', Boolean(part));
      at('voice-left').hidden = at('voice-stop').hidden = part !== 'recording';
      at('voice-hear').hidden = at('voice-send').hidden = part !== 'recorded';
      at('voice-state').textContent = part ? SAY[part] : '';
      BUTTONS.forEach(function (name) { at(name).disabled = true; });
      clearTimeout(calming);
      calming = setTimeout(function () {
        BUTTONS.forEach(function (name) { at(name).disabled = false; });
        if (part) { at(part === 'recording' ? 'voice-stop' : 'voice-send').focus(); }
      }, CALM);
      page.moved();
    }

    async function begin() {
      if (asking || recorder || voice) { return; }
      asking = true;
      page.tell('');
      try {
        stream = await navigator.mediaDevices.getUserMedia({ audio: true });
        record();
      } catch (error) {
        release();
        page.tell(REFUSALS[error && error.name] || SAY.failed);
      } finally { asking = false; }
    }

    function record() {
      pieces = [];
      dropped = false;
      const next = new MediaRecorder(stream, { mimeType: kind, audioBitsPerSecond: 32000 });
      next.ondataavailable = function (event) { if (event.data && event.data.size) { pieces.push(event.data); } };
      next.onstop = recorded;
      next.onerror = stop;
      stream.getAudioTracks().forEach(function (track) { track.onended = stop; }); // a call came in
      next.start();
      recorder = next;
      since = Date.now();
      show('recording');
      tick();
    }

    function tick() {
      const left = LONGEST - Math.floor((Date.now() - since) / 1000);
      at('voice-left').textContent = SAY.left + Math.max(0, left) + SAY.seconds;
      if (left <= 0) { stop(); } else { ticking = setTimeout(tick, 250); }
    }

    function stop() {
      clearTimeout(ticking);
      if (recorder && recorder.state !== 'inactive') { recorder.stop(); }
    }

    /* The microphone's light goes out at once. */
    function release() {
      if (stream) { stream.getTracks().forEach(function (track) { track.onended = null; track.stop(); }); }
      stream = recorder = null;
    }

    function recorded() {
      clearTimeout(ticking);
      release();
      const length = Date.now() - since;
      const whole = new Blob(pieces, { type: kind.split(';')[0] });
      pieces = [];
      if (dropped) { close(); return; }
      if (length < SHORTEST || !whole.size) { close(); page.tell(SAY.short); return; }
      voice = whole;
      at('voice-hear').src = URL.createObjectURL(whole);
      show('recorded');
    }

    function close() {
      const player = at('voice-hear');
      if (voice) { player.pause(); URL.revokeObjectURL(player.src); player.removeAttribute('src'); }
      voice = null;
      show('');
      at('speak').focus();
    }

    function drop() {
      if (sending) { return; }
      page.tell('');
      dropped = true;
      if (recorder) { stop(); } else { close(); }
    }

    async function send() {
      if (sending || !voice) { return; }
      page.tell('');
      if (!page.ready()) { page.tell(SAY.offline); return; }
      sending = true;
      page.tellState(SAY.going);
      try {
        const answer = await page.upload(voice, 'voice');
        if (answer.ok) {
          const ref = (await answer.json()).ref;
          close();
          page.say({ kind: 'voice', ref: ref });
          return;
        }
        page.tell({ 413: SAY.large, 415: SAY.kind, 429: SAY.many }[answer.status] || SAY.again);
      } catch (error) {
        page.tell(SAY.offline);
      } finally { sending = false; page.tellState(''); }
    }

    at('speak').hidden = false;
    at('speak').onclick = begin;
    at('voice-stop').onclick = stop;
    at('voice-send').onclick = send;
    at('voice-drop').onclick = drop;
    document.addEventListener('visibilitychange', function () {
      if (document.visibilityState === 'hidden') { stop(); } // what was said is not lost
    });
  };
})();
