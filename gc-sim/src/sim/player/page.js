'use strict';
// The state after each step comes from the data alone; what is shown is changed only where it differs.
(() => {
  const $ = (id) => document.getElementById(id);
  const data = JSON.parse($('data').textContent);
  const last = data.steps.length - 1;
  const make = (tag, text, className) => {
    const element = document.createElement(tag);
    if (text !== undefined) element.textContent = text;
    if (className) element.className = className;
    return element;
  };
  const step = (n) => {
    const [sentence, actor, line, phase, cycle, nodes, edges, wrong] = data.steps[n];
    return { sentence, actor, line, phase, cycle, nodes, edges, wrong: wrong || [] };
  };
  const phaseName = (s) => s.phase === 0 ? 'between cycles' : `cycle ${s.cycle}: ${data.phases[s.phase]}`;

  // The steps at which a phase begins, and those after which a violation was seen.
  const phases = [0];
  const violations = [];
  for (let n = 0; n <= last; n++) {
    if (n > 0 && phaseName(step(n)) !== phaseName(step(n - 1))) phases.push(n);
    if (step(n).wrong.length) violations.push(n);
  }

  // What is known after step `now`: a class and a state for each node, a class for each edge, a line for each actor.
  let now = -1;
  let state;
  const reset = () => {
    now = -1;
    state = {
      nodes: data.nodes.map(() => [0, 0]),
      edges: data.edges.map(() => 0),
      lines: data.actors.map(() => 0),
    };
  };
  const advance = () => {
    const s = step(++now);
    for (let i = 0; i < s.nodes.length; i += 3) state.nodes[s.nodes[i]] = [s.nodes[i + 1], s.nodes[i + 2]];
    for (let i = 0; i < s.edges.length; i += 2) state.edges[s.edges[i]] = s.edges[i + 1];
    if (s.line) state.lines[s.actor] = s.line;
  };
  const isThere = (node) => state.nodes[node][0] > 1;
  const nodeClass = (node) => {
    const code = state.nodes[node][0];
    return data.nodeClasses[code >> 1] + (code > 1 && code & 1 ? ' marked' : '');
  };

  // What is shown.
  const shown = new Map();
  const differs = (key, value) => shown.get(key) !== value && Boolean(shown.set(key, value));
  const setClass = (id, value) => {
    const element = $(id);
    if (element && differs(id, value)) element.setAttribute('class', value);
  };
  const rows = new Map();
  const lines = data.source.map((text) => $('program').appendChild(make('li', text)));
  data.nodes.forEach(([kind, name, about], node) => {
    if (kind !== 'object') return;
    const row = $('objects').appendChild(make('tr'));
    row.appendChild(make('th', name)).scope = 'row';
    row.appendChild(make('td', about));
    rows.set(node, { row, state: row.appendChild(make('td')), held: row.appendChild(make('td')) });
  });

  const draw = () => {
    const groups = new Map();
    data.nodes.forEach(([, , , group], node) => {
      setClass(`n${node}`, `node ${nodeClass(node)}`);
      const text = data.states[state.nodes[node][1]];
      const element = document.querySelector(`#n${node} .state`);
      if (element && differs(`s${node}`, text)) element.textContent = text;
      if (group >= 0) groups.set(group, groups.get(group) || isThere(node));
    });
    for (const [group, seen] of groups) setClass(`g${group}`, `cluster ${seen ? 'shown' : 'hidden'}`);
    state.edges.forEach((code, edge) => setClass(`e${edge}`, `edge ${data.edgeClasses[code]}`));
  };
  // Brings what the step is about into a drawing that is larger than its frame.
  const follow = () => {
    const node = document.querySelector('#drawing .node.marked .outline');
    if (!node) return;
    const box = node.getBoundingClientRect();
    const frame = $('drawing').getBoundingClientRect();
    if (box.left < frame.left || box.right > frame.right) {
      $('drawing').scrollLeft += (box.left + box.right - frame.left - frame.right) / 2;
    }
    if (box.top < frame.top || box.bottom > frame.bottom) {
      $('drawing').scrollTop += (box.top + box.bottom - frame.top - frame.bottom) / 2;
    }
  };
  const tabulate = () => {
    const held = new Map();
    data.edges.forEach(([, to, slot], edge) => {
      const code = state.edges[edge];
      if (code === 0 || code === data.removed) return;
      held.set(to, held.has(to) ? `${held.get(to)}, ${slot}` : slot);
    });
    for (const [node, cells] of rows) {
      cells.row.hidden = !isThere(node);
      if (cells.row.hidden) continue;
      cells.row.className = nodeClass(node).replace('dotted', 'freed');
      cells.state.textContent = data.states[state.nodes[node][1]] || 'allocated';
      cells.held.textContent = held.get(node) || 'nothing';
    }
  };
  const mark = (s) => {
    const who = new Map();
    state.lines.forEach((line, actor) => {
      if (line) who.set(line, who.has(line) ? `${who.get(line)}, ${data.actors[actor]}` : data.actors[actor]);
    });
    lines.forEach((line, index) => {
      const here = who.get(index + 1);
      line.className = here ? 'at who' : '';
      if (here) line.dataset.who = here;
      if (s.line === index + 1) line.setAttribute('aria-current', 'step');
      else line.removeAttribute('aria-current');
    });
    if (s.line) {
      // Only the list scrolls, never the page.
      const list = $('program');
      const line = lines[s.line - 1];
      const top = line.offsetTop - list.offsetTop;
      if (top < list.scrollTop || top + line.offsetHeight > list.scrollTop + list.clientHeight) {
        list.scrollTop = top - list.clientHeight / 2;
      }
    }
  };
  const phaseAt = (n) => phases.filter((start) => start <= n).length - 1;
  const show = () => {
    const s = step(now);
    draw();
    follow();
    tabulate();
    mark(s);
    $('place').textContent = `Step ${now} of ${last}; ${phaseName(s)}` + (s.line ? `; line ${s.line}` : '');
    $('sentence').textContent = s.sentence;
    const wrong = s.wrong.map((text) => `✗ Violation: ${text}`).join('\n');
    if ($('wrong').textContent !== wrong) $('wrong').textContent = wrong;
    $('wrong').hidden = !wrong;
    $('slider').value = now;
    $('slider').setAttribute('aria-valuetext', `step ${now} of ${last}: ${s.sentence}`);
    $('phases').value = String(phases[phaseAt(now)]);
    $('first').disabled = $('back').disabled = now === 0;
    $('forward').disabled = $('last').disabled = now === last;
  };
  const go = (n) => {
    const wanted = Math.max(0, Math.min(last, n));
    if (wanted < now) reset();
    while (now < wanted) advance();
    show();
    if (!timer) remember();
  };
  const remember = () => {
    if (location.hash === `#step=${now}`) return;
    // Where a page must not change its address, it still plays.
    try { history.replaceState(null, '', `#step=${now}`); } catch { /* see above */ }
  };

  // Playing.
  let timer = 0;
  const pause = () => {
    clearTimeout(timer);
    timer = 0;
    $('play').textContent = 'Play';
    $('sentence').setAttribute('aria-live', 'polite');
    remember();
  };
  const tick = () => {
    timer = setTimeout(() => {
      go(now + 1);
      if (now === last) pause(); else tick();
    }, 1000 / Number($('speed').value));
  };
  const play = () => {
    if (timer) return pause();
    // So many sentences would not be heard out.
    $('sentence').setAttribute('aria-live', 'off');
    $('play').textContent = 'Pause';
    tick();
    if (now === last) go(0);
  };
  const jump = (n) => { if (timer) pause(); go(n); };
  const nextPhase = () => jump(phases.find((start) => start > now) ?? last);
  const phaseBefore = () => jump(phases.filter((start) => start < now).pop() ?? 0);
  const nextViolation = () => {
    if (violations.length) jump(violations.find((n) => n > now) ?? violations[0]);
  };
  const change = (by) => {
    const speed = $('speed');
    speed.selectedIndex = Math.max(0, Math.min(speed.options.length - 1, speed.selectedIndex + by));
  };

  const keys = {
    ArrowRight: () => jump(now + 1), ArrowLeft: () => jump(now - 1),
    Home: () => jump(0), End: () => jump(last),
    PageDown: nextPhase, ']': nextPhase, PageUp: phaseBefore, '[': phaseBefore,
    ' ': play, '+': () => change(1), '=': () => change(1), '-': () => change(-1),
    v: nextViolation, '?': () => $('keys').showModal(),
  };
  document.addEventListener('keydown', (event) => {
    const { target, key } = event;
    if (event.ctrlKey || event.altKey || event.metaKey || $('keys').open || !Object.hasOwn(keys, key)) return;
    const tag = target instanceof Element ? target.tagName : '';
    if (tag === 'SELECT' || (key === ' ' && tag === 'BUTTON')) return;
    event.preventDefault();
    keys[key]();
  });
  const click = (id, action) => $(id).addEventListener('click', action);
  click('first', keys.Home);
  click('back', keys.ArrowLeft);
  click('play', play);
  click('forward', keys.ArrowRight);
  click('last', keys.End);
  click('help', keys['?']);
  $('slider').addEventListener('input', () => jump(Number($('slider').value)));
  $('phases').addEventListener('change', () => jump(Number($('phases').value)));
  const linked = () => {
    const found = /^#step=(\d{1,9})$/.exec(location.hash);
    return found ? Number(found[1]) : 0;
  };
  addEventListener('hashchange', () => jump(linked()));

  // What never changes.
  for (const text of data.about) $('about').appendChild(make('p', text));
  $('slider').max = last;
  const left = (element, n) => { element.style.left = `${last ? 100 * n / last : 0}%`; return element; };
  for (const n of phases) {
    $('phases').appendChild(make('option', `${phaseName(step(n))} (step ${n})`)).value = n;
    $('marks').appendChild(left(make('i'), n));
  }
  for (const n of violations) {
    const flag = $('marks').appendChild(left(make('button', '✗'), n));
    flag.type = 'button';
    flag.title = `Violation after step ${n}`;
    flag.setAttribute('aria-label', flag.title);
    flag.addEventListener('click', () => jump(n));
    for (const text of step(n).wrong) {
      const item = $('violations').appendChild(make('li'));
      const button = item.appendChild(make('button', `✗ step ${n}`));
      button.type = 'button';
      button.addEventListener('click', () => jump(n));
      item.append(text);
    }
  }
  for (const [text, line, holds, why] of data.checks) {
    const item = $('checks').appendChild(make('li'));
    item.appendChild(make('span', holds ? '✓ holds: ' : '✗ does not hold: ', holds ? 'yes' : 'no'));
    item.append(`${text} (line ${line})` + (why ? `: ${why}` : ''));
  }
  if (!data.checks.length && !violations.length) $('checks').appendChild(make('li', 'There are none.'));

  reset();
  go(linked());
})();
