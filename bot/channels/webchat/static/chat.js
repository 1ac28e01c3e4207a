/* The residents' page. What was said lives in this browser until the house has confirmed it, and is
   said again under the same id after every break: nothing is lost, nothing is doubled. */
(function () {
  'use strict';

  // Every sentence the page says.
  const SAY = {
    me: 'Bác: ',
    bot: 'Tổ Số: ',
    choices: 'Các nút trả lời',
    oldChoices: 'Các nút của tin cũ',
    waiting: 'Đang gửi…',
    unsent: 'Đang gửi, có mạng là tin tự đi.',
    today: 'Hôm nay',
    day: 'Ngày',
    photoSent: 'Ảnh bác đã gửi',
    photoCame: 'Ảnh Tổ Số gửi',
    voiceSent: 'Tin thoại bác đã gửi',
    voiceCame: 'Tin thoại gửi bác',
    filmCame: 'Phim gửi bác',
    unplayed: 'Máy này chưa mở được tại đây, bác bấm để tải về',
    file: 'Mở tệp gửi kèm',
    fileCame: 'Có tệp gửi kèm, trang này chưa mở được.',
    newTab: ' (mở trang mới)',
    connecting: 'Đang kết nối…',
    again: 'Đang kết nối lại…',
    offline: 'Máy đang mất mạng. Bác cứ gõ, có mạng là tin tự gửi đi.',
    busy: 'Máy chủ đang bận. Bác chờ một lát, tin sẽ tự gửi lại.',
    tooFast: 'Bác gửi hơi nhanh. Bác chờ mười giây, tin sẽ tự gửi lại.',
    crowded: 'Đang có nhiều người cùng hỏi. Bác chờ nửa phút, trang sẽ tự nối lại.',
    photoGoing: 'Đang gửi ảnh…',
    photoOffline: 'Chưa gửi được ảnh vì mất kết nối. Khi có mạng, bác chọn lại ảnh giúp ạ.',
    photoKind: 'Tệp này không phải ảnh. Bác chọn ảnh chụp hoặc ảnh màn hình (JPG, PNG, WEBP) ạ.',
    photoLarge: 'Ảnh này lớn quá (hơn 5 MB). Bác chụp lại màn hình hoặc chọn ảnh nhỏ hơn ạ.',
    photoMany: 'Bác gửi nhiều ảnh quá. Bác chờ mười phút rồi gửi tiếp ạ.',
    photoFailed: 'Chưa nhận được ảnh. Bác thử gửi lại giúp ạ.',
    cleared: 'Đã xóa cuộc trò chuyện trên máy này.'
  };

  const KEPT = 60; // messages remembered here
  const PHOTO_SIDE = 1600, PHOTO_MAX = 5000000; // pixels, bytes
  const BURST = 18, BURST_IN = 10500; // the house allows 20 frames in 10 s
  const CLOSE = { tooFast: 1008, crowded: 1013, unconfirmed: 4000 };

  const at = function (id) { return document.getElementById(id); };
  const log = at('log'), words = at('words'), state = at('state'), notice = at('notice');

  // What the browser remembers. A browser that refuses is remembered for as long as the page is open.

  const memory = {};
  let storing = true;

  function recall(key) {
    if (storing) {
      try { return localStorage.getItem('toso.' + key) || ''; } catch (error) { storing = false; }
    }
    return memory[key] || '';
  }

  function remember(key, value) {
    memory[key] = value;
    if (!storing) { return; }
    try { localStorage.setItem('toso.' + key, value); } catch (error) { storing = false; }
  }

  function entries() {
    try {
      const list = JSON.parse(recall('log') || '[]');
      return Array.isArray(list) ? list.sort(function (a, b) { return a.at - b.at; }) : [];
    } catch (error) { return []; }
  }

  function save(list) {
    const recent = list.length - KEPT;
    remember('log', JSON.stringify(list.filter(function (entry, place) {
      return place >= recent || entry.waiting;
    })));
  }

  function newId() {
    const bytes = new Uint8Array(12);
    crypto.getRandomValues(bytes);
    return Array.from(bytes, function (byte) { return ('0' + byte.toString(16)).slice(-2); }).join('');
  }

  // Showing. Texts are only ever text: no markup is read, and only what the house marked is a link.

  const shown = {};
  let lastDay = '';

  function make(tag, name, text) {
    const element = document.createElement(tag);
    if (name) { element.className = name; }
    if (text) { element.textContent = text; }
    return element;
  }

  function isSafe(address) {
    try { return new URL(address).protocol === 'https:'; } catch (error) { return false; }
  }

  function anchor(address, label, name) {
    const link = make('a', name, label);
    link.href = address;
    link.target = '_blank';
    link.rel = 'noopener noreferrer';
    link.appendChild(make('span', 'unseen', SAY.newTab));
    return link;
  }

  /* `links` are [from, to, address]: numbers to call and pages of the State, found by the house. */
  function write(into, text, links) {
    let from = 0;
    (links || []).forEach(function (one) {
      const words = text.slice(one[0], one[1]), address = String(one[2]);
      const calls = /^tel:\+?\d{3,15}$/.test(address);
      if (one[0] < from || !words || !(calls || isSafe(address))) { return; }
      into.appendChild(document.createTextNode(text.slice(from, one[0])));
      if (calls) {
        const call = make('a', 'call', words);
        call.href = address;
        into.appendChild(call);
      } else { into.appendChild(anchor(address, words)); }
      from = one[1];
    });
    into.appendChild(document.createTextNode(text.slice(from)));
  }

  function picture(address, words) {
    const image = make('img');
    image.alt = words;
    image.src = address;
    image.onload = keepPlace;
    return image;
  }

  function choiceButton(choice) {
    if (choice.url) { return isSafe(choice.url) ? anchor(choice.url, choice.label, 'choice') : null; }
    const button = make('button', 'choice', choice.label);
    let pressed = 0;
    button.type = 'button';
    button.onclick = function () {
      if (Date.now() - pressed < 1500) { return; } // a shaky finger presses twice
      pressed = Date.now();
      say({ kind: 'press', value: choice.value, text: choice.label.replace(/^\d+\. /, '') });
    };
    return button;
  }

  function showDay(when) {
    const day = new Date(when), today = new Date().toDateString();
    if (day.toDateString() === lastDay) { return; }
    const first = !lastDay;
    lastDay = day.toDateString();
    if (first && lastDay === today) { return; }
    const date = SAY.day + ' ' + day.getDate() + '/' + (day.getMonth() + 1);
    log.appendChild(make('p', 'day', lastDay === today ? SAY.today : date));
  }

  function show(entry, fresh) {
    if (shown[entry.id]) { showWaiting(entry); return; }
    showDay(entry.at);
    const mine = entry.who === 'me';
    const turn = make('div', 'turn ' + (mine ? 'me' : 'bot') + (fresh ? ' fresh' : ''));
    const bubble = make('div', 'bubble');
    bubble.appendChild(make('span', 'unseen', mine ? SAY.me : SAY.bot));
    if (entry.kind === 'photo') {
      bubble.appendChild(picture('/chat/photo/' + encodeURIComponent(entry.ref), SAY.photoSent));
    } else if (entry.kind === 'voice') {
      bubble.appendChild(player('audio', '/chat/photo/' + encodeURIComponent(entry.ref), SAY.voiceSent));
    } else { write(bubble, entry.text || '', mine ? [] : entry.links); }
    (entry.attachments || []).forEach(function (one) {
      const ours = one.url && one.url.indexOf('/chat/photo/') === 0;
      if (ours && /\.(jpg|png|webp)$/.test(one.url)) { bubble.appendChild(picture(one.url, SAY.photoCame)); }
      else if (ours && /\.(ogg|mp3|m4a)$/.test(one.url)) { bubble.appendChild(player('audio', one.url, SAY.voiceCame)); }
      else if (ours && /\.mp4$/.test(one.url)) { bubble.appendChild(player('video', one.url, SAY.filmCame)); }
      else if (ours) { bubble.appendChild(download(one)); }
      else { bubble.appendChild(make('span', '', [SAY.fileCame, one.name].join(' ').trim())); }
    });
    turn.appendChild(bubble);
    if (mine) { turn.setAttribute('aria-live', 'off'); } // who typed or pressed it has heard it
    if (mine) { turn.appendChild(make('p', 'waiting')); } else { showChoices(turn, entry); }
    place(turn, entry.at);
    shown[entry.id] = turn;
    showWaiting(entry);
  }

  /* In the order things were said: another tab's words may come after the answer to them. */
  function place(turn, at) {
    turn.dataset.at = at;
    const later = Array.prototype.find.call(log.querySelectorAll('.turn'), function (one) {
      return Number(one.dataset.at) > at;
    });
    log.insertBefore(turn, later || null);
  }

  function player(kind, url, label) {
    const node = make(kind, 'player');
    node.controls = true;
    node.preload = kind === 'audio' ? 'metadata' : 'none'; // a voice says how long it is
    node.setAttribute('aria-label', label);
    node.onerror = function () { // older iPhones do not play what Telegram records
      if (node.parentNode) { node.parentNode.replaceChild(download({ url: url, name: SAY.unplayed }), node); }
    };
    node.src = url;
    return node;
  }

  function download(one) {
    const link = make('a', 'file', one.name || SAY.file);
    link.href = one.url;
    link.download = one.name === SAY.unplayed ? '' : one.name || '';
    return link;
  }

  function showChoices(turn, entry) {
    const before = log.querySelectorAll('.bot:not(.old)');
    if ((entry.choices || []).length) {
      Array.prototype.forEach.call(before, function (one) {
        const group = one.querySelector('.choices');
        one.classList.add('old');
        if (group) { group.setAttribute('aria-label', SAY.oldChoices); }
      });
      const group = make('div', 'choices');
      group.setAttribute('role', 'group');
      group.setAttribute('aria-label', SAY.choices);
      entry.choices.map(choiceButton).forEach(function (one) { if (one) { group.appendChild(one); } });
      turn.appendChild(group);
    }
  }

  function showWaiting(entry) {
    const line = shown[entry.id].querySelector('.waiting');
    if (!line) { return; }
    const soon = ready && Date.now() - entry.at < 1200; // mostly it is kept before one could read that
    const text = !entry.waiting || soon ? '' : ready ? SAY.waiting : SAY.unsent;
    if (line.textContent !== text) { line.textContent = text; }
    line.hidden = !text;
  }

  function showAllWaiting() {
    const near = nearEnd();
    entries().forEach(function (entry) { if (shown[entry.id]) { showWaiting(entry); } });
    if (near && entries().some(function (entry) { return entry.waiting; })) { toEnd(); }
  }

  // Whether the end is being looked at: then it stays in view whatever else takes room.
  let atEnd = true;

  function below() { return log.scrollHeight - log.scrollTop - log.clientHeight; }
  function nearEnd() { return below() < 160; }
  function toEnd() { log.scrollTop = log.scrollHeight; atEnd = true; offerMore(); }
  function offerMore() { at('newer').hidden = below() < 48; }
  function keepPlace() { if (atEnd) { toEnd(); } else { offerMore(); } }

  /* The keyboard of an iPhone covers the page instead of making it smaller. */
  function makeRoom() {
    const view = window.visualViewport;
    const covered = view && Math.abs(view.scale - 1) < 0.01 && view.height < window.innerHeight - 80;
    document.body.style.height = covered ? view.height + 'px' : '';
    if (covered) { window.scrollTo(0, 0); }
    keepPlace();
  }

  /* A new answer is read from its beginning: scroll no further than the person's own last words. */
  function follow(wasNear, turn) {
    if (!wasNear) { offerMore(); return; }
    const mine = log.querySelectorAll('.turn.me');
    const own = mine.length ? mine[mine.length - 1] : turn;
    const from = turn.offsetTop - own.offsetTop < log.clientHeight * 3 ? own : turn;
    log.scrollTop = Math.min(log.scrollHeight, from.offsetTop - 12);
    atEnd = nearEnd();
    offerMore();
  }

  let stateTimer = 0;
  function tellState(text, after) {
    clearTimeout(stateTimer);
    stateTimer = setTimeout(function () {
      if (state.textContent !== text) { state.textContent = text; }
    }, after || 0);
  }

  // Saying. One thing at a time, in order; the next goes when the house has kept the last.

  let socket = null, ready = false, saying = '', attempts = 0, retry = 0, watch = 0, pace = 0, notBefore = 0;
  const sentAt = [];
  const unit = new URLSearchParams(location.search).get('u') || '';
  const visit = newId();
  let newUnit = unit && recall('unit') !== unit ? unit : '';

  function say(entry) {
    Object.assign(entry, { id: newId(), who: 'me', at: Date.now(), waiting: true });
    save(entries().concat(entry));
    show(entry, true);
    toEnd();
    if (socket === null && Date.now() >= notBefore) { connect(); }
    sayNext();
    setTimeout(showAllWaiting, 1300);
  }

  function sayNext() {
    if (!ready || saying) { return; }
    const entry = entries().find(function (one) { return one.waiting; });
    if (!entry) { return; }
    const now = Date.now();
    while (sentAt.length && now - sentAt[0] > BURST_IN) { sentAt.shift(); }
    if (sentAt.length >= BURST) {
      clearTimeout(pace);
      pace = setTimeout(sayNext, BURST_IN - (now - sentAt[0]) + 50);
      return;
    }
    sentAt.push(now);
    saying = entry.id;
    if (entry.kind === 'press') { tell({ type: 'press', id: entry.id, value: entry.value, label: entry.text }); }
    else if (entry.kind === 'photo' || entry.kind === 'voice') { tell({ type: entry.kind, id: entry.id, ref: entry.ref }); }
    else { tell({ type: 'say', id: entry.id, text: entry.text }); }
    expect(8000);
  }

  function tell(frame) {
    if (socket && socket.readyState === 1) { socket.send(JSON.stringify(frame)); }
  }

  function hello(more) {
    tell(Object.assign({ type: 'hello', token: recall('token') }, more));
  }

  /* A line that says nothing when it should is broken, whatever the browser believes. */
  function expect(milliseconds) {
    clearTimeout(watch);
    watch = setTimeout(function () { lost(0); }, milliseconds);
  }

  function hear(text) {
    const frame = JSON.parse(text);
    clearTimeout(watch);
    if (frame.type === 'hello') { welcomed(frame.token); }
    else if (frame.type === 'heard') { heard(frame.id); }
    else if (frame.type === 'again') { sayAgain(frame.id); }
    else if (frame.type === 'message') { came(frame); }
    if (saying) { expect(8000); }
  }

  function welcomed(token) {
    if (recall('token') !== token) { remember('token', token); }
    if (newUnit) { remember('unit', newUnit); newUnit = ''; }
    attempts = 0;
    ready = true;
    tellState('');
    showAllWaiting();
    sayNext();
  }

  function heard(id) {
    const list = entries();
    list.forEach(function (entry) {
      if (entry.id === id) { delete entry.waiting; if (shown[id]) { showWaiting(entry); } }
    });
    save(list);
    tellState('');
    if (saying === id) { saying = ''; sayNext(); }
  }

  function sayAgain(id) {
    tellState(SAY.busy);
    attempts += 1;
    setTimeout(function () {
      if (id === 'hello' && !ready) { greet(); }
      if (saying === id) { saying = ''; sayNext(); }
    }, Math.min(1000 * Math.pow(2, attempts), 15000));
  }

  function came(frame) {
    const list = entries(), id = frame.replaces || frame.id;
    const known = list.find(function (entry) { return entry.id === id; });
    if (known && frame.replaces) {
      known.text = frame.text;
      known.links = frame.links;
      known.choices = frame.choices;
      save(list);
      showAgain(known);
    } else if (!known) {
      save(list.concat({
        id: id, who: 'bot', text: frame.text, at: Date.now(),
        links: frame.links, choices: frame.choices, attachments: frame.attachments
      }));
    }
    showNew();
    tell({ type: 'got', id: frame.id });
  }

  /* What changed while somebody looks at it stays where it is. */
  function showAgain(entry) {
    const old = shown[entry.id];
    if (!old) { return; }
    const live = log.querySelectorAll('.bot:not(.old)'); // its choices are no newer than before
    delete shown[entry.id];
    show(entry, false);
    Array.prototype.forEach.call(live, function (one) { one.classList.remove('old'); });
    if (old.classList.contains('old')) { shown[entry.id].classList.add('old'); }
    log.replaceChild(shown[entry.id], old);
  }

  function showNew() {
    entries().forEach(function (entry) {
      const known = shown[entry.id], near = nearEnd();
      show(entry, true);
      if (!known) { follow(near, shown[entry.id]); }
    });
  }

  // The line to the house: opened again with growing pauses, and at once when there is hope.

  function connect() {
    clearTimeout(retry);
    forget();
    let line;
    try { line = new WebSocket(location.origin.replace(/^http/, 'ws') + '/chat/ws'); } catch (error) { lost(0); return; }
    socket = line;
    line.onopen = function () { if (line === socket) { greet(); } };
    line.onmessage = function (event) { if (line === socket) { hear(event.data); } };
    line.onclose = function (event) { if (line === socket) { lost(event.code); } };
    expect(12000);
  }

  function greet() { hello({ unit: newUnit, id: visit }); }

  function forget() {
    const old = socket;
    clearTimeout(watch);
    socket = null; ready = false; saying = '';
    if (old) { old.close(); }
  }

  function lost(code) {
    forget();
    showAllWaiting();
    let pause = Math.min(1000 * Math.pow(2, attempts), 30000) * (0.5 + Math.random() / 2);
    if (code === CLOSE.unconfirmed) { pause = 100; }
    if (code === CLOSE.tooFast) { pause = 10500; }
    if (code === CLOSE.crowded) { pause = 30000; }
    notBefore = code === CLOSE.tooFast || code === CLOSE.crowded ? Date.now() + pause : 0;
    attempts += 1;
    if (notBefore) { tellState(code === CLOSE.tooFast ? SAY.tooFast : SAY.crowded); }
    else { tellState(navigator.onLine === false ? SAY.offline : SAY.again, attempts > 1 ? 0 : 900); }
    clearTimeout(retry);
    retry = setTimeout(connect, pause);
  }

  function hope() {
    if (document.visibilityState === 'hidden' || Date.now() < notBefore) { return; }
    if (ready) { hello({}); expect(5000); } // is somebody still there?
    else if (!socket || socket.readyState > 1) { attempts = 0; connect(); }
  }

  window.addEventListener('online', hope);
  window.addEventListener('pageshow', function (event) { if (event.persisted) { hope(); } });
  window.addEventListener('offline', function () { tellState(SAY.offline); });
  document.addEventListener('visibilitychange', hope);

  // Another tab of this browser is the same person.
  window.addEventListener('storage', function (event) {
    if (event.key === 'toso.token' && event.newValue === null) { location.reload(); }
    else if (event.key === 'toso.token' && ready && event.newValue !== event.oldValue) { connect(); }
    else if (event.key === 'toso.log' && event.newValue) { showNew(); }
  });

  // Hands: the form, the photo, the size of letters, forgetting.

  function fit() {
    words.style.height = 'auto';
    if (words.value) { words.style.height = words.scrollHeight + 4 + 'px'; }
    keepPlace();
  }

  /* Words not sent yet wait here for who closes the page, or loses it. */
  function draft() {
    remember('draft', words.value);
    fit();
  }

  at('composer').onsubmit = function (event) {
    event.preventDefault();
    notice.textContent = '';
    const text = words.value.trim();
    words.value = '';
    draft();
    words.focus();
    if (text) { say({ kind: 'say', text: text }); }
  };
  words.oninput = draft;
  words.onkeydown = function (event) {
    const composing = event.isComposing || event.keyCode === 229; // Telex and VNI keyboards
    if (event.key === 'Enter' && !event.shiftKey && !composing) {
      event.preventDefault();
      at('send').click();
    }
  };
  at('newer').onclick = function () {
    log.scrollTop += log.clientHeight * 0.8;
    offerMore();
    if (at('newer').hidden) { log.focus(); }
  };
  log.onscroll = function () { atEnd = nearEnd(); offerMore(); };
  window.addEventListener('resize', makeRoom);
  if (window.visualViewport) { window.visualViewport.addEventListener('resize', makeRoom); }

  at('pick').onclick = function () { at('photo').click(); };
  at('photo').onchange = function () {
    const file = at('photo').files[0];
    at('photo').value = '';
    at('pick').focus();
    if (file) { sendPhoto(file); }
  };

  /* A smaller copy: quick on a slow line, and without the place where it was taken. */
  function shrink(file) {
    return new Promise(function (resolve) {
      const image = new Image(), address = URL.createObjectURL(file);
      const done = function (blob) { URL.revokeObjectURL(address); resolve(blob || file); };
      image.onerror = function () { done(null); };
      image.onload = function () {
        const scale = Math.min(1, PHOTO_SIDE / Math.max(image.naturalWidth, image.naturalHeight));
        const canvas = make('canvas');
        canvas.width = Math.max(1, Math.round(image.naturalWidth * scale));
        canvas.height = Math.max(1, Math.round(image.naturalHeight * scale));
        const paint = canvas.getContext('2d');
        paint.fillStyle = '#fff';
        paint.fillRect(0, 0, canvas.width, canvas.height);
        paint.drawImage(image, 0, 0, canvas.width, canvas.height);
        canvas.toBlob(done, 'image/jpeg', 0.85);
      };
      image.src = address;
    });
  }

  function upload(file, name) {
    const form = new FormData();
    form.append('photo', file, name);
    return fetch('/chat/photo', {
      method: 'POST', body: form, headers: { Authorization: 'Bearer ' + recall('token') }
    });
  }

  async function sendPhoto(file) {
    notice.textContent = '';
    if (!ready) { notice.textContent = SAY.photoOffline; return; }
    tellState(SAY.photoGoing);
    try {
      const photo = await shrink(file);
      if (photo.size > PHOTO_MAX) { notice.textContent = SAY.photoLarge; return; }
      const answer = await upload(photo, 'photo');
      if (answer.ok) { say({ kind: 'photo', ref: (await answer.json()).ref }); return; }
      const refusals = { 413: SAY.photoLarge, 415: SAY.photoKind, 429: SAY.photoMany };
      notice.textContent = refusals[answer.status] || SAY.photoFailed;
    } catch (error) {
      notice.textContent = SAY.photoOffline;
    } finally { tellState(''); }
  }

  /* The newest turn that is seen stays where it is seen. */
  function enlarge(large) {
    const turns = log.querySelectorAll('.turn'), end = atEnd || nearEnd(), top = log.scrollTop;
    const seen = Array.prototype.filter.call(turns, function (one) {
      return one.offsetTop < top + log.clientHeight && one.offsetTop + one.offsetHeight > top;
    }).pop();
    const from = seen ? seen.offsetTop - top : 0;
    document.documentElement.classList.toggle('large', large);
    at('larger').setAttribute('aria-pressed', String(large));
    fit();
    if (end) { toEnd(); }
    else if (seen) { log.scrollTop = seen.offsetTop - Math.max(0, Math.min(from, log.clientHeight / 2)); }
  }
  at('larger').onclick = function () {
    const large = !document.documentElement.classList.contains('large');
    remember('large', large ? '1' : '');
    enlarge(large);
  };

  function askSure(asking) {
    at('sure').hidden = !asking;
    at('clear').setAttribute('aria-expanded', String(asking));
    at(asking ? 'keep' : 'clear').focus();
  }
  at('clear').onclick = function () { askSure(true); };
  at('keep').onclick = function () { askSure(false); };
  at('erase').onclick = function () {
    ['log', 'token', 'unit', 'draft'].forEach(function (key) {
      delete memory[key];
      try { localStorage.removeItem('toso.' + key); } catch (error) { storing = false; }
    });
    log.textContent = words.value = '';
    fit();
    lastDay = '';
    Object.keys(shown).forEach(function (id) { delete shown[id]; });
    newUnit = unit;
    askSure(false);
    words.focus();
    notice.textContent = SAY.cleared;
    connect();
  };
  at('sure').onkeydown = function (event) {
    if (event.key !== 'Tab') { return; } // only two places to go
    event.preventDefault();
    at(document.activeElement === at('keep') ? 'erase' : 'keep').focus();
  };
  document.addEventListener('keydown', function (event) {
    if (event.key !== 'Escape') { return; }
    if (!at('sure').hidden) { askSure(false); }
    else if (window.parent !== window) { window.parent.postMessage('toso:close', '*'); }
  });

  // Opening. What was said before is shown in silence: a screen reader reads only what is new.

  document.documentElement.classList.toggle('framed', window.parent !== window);
  if (window.TosoVoice) {
    window.TosoVoice({
      ready: function () { return ready; },
      upload: upload, say: say, tellState: tellState, moved: keepPlace,
      tell: function (text) { notice.textContent = text; keepPlace(); }
    });
  }
  words.value = recall('draft');
  enlarge(recall('large') === '1');
  log.setAttribute('aria-live', 'off');
  entries().forEach(function (entry) { show(entry, false); });
  toEnd();
  setTimeout(function () { log.setAttribute('aria-live', 'polite'); }, 300);
  tellState(SAY.connecting, 900);
  connect();
})();
