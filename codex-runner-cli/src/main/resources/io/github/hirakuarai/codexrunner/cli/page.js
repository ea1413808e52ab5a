
'use strict';
// Keeps a page as things are now: a log grows by what was written since, and the page is fetched anew when more has changed.
(() => {
  const LONGEST = 2e6;
  const live = () => document.querySelector('[data-version]');
  const isAtEnd = log => log.scrollHeight - log.scrollTop - log.clientHeight < 40;
  const toEnd = log => log.scrollTop = log.scrollHeight;

  async function get(address) {
    const answer = await fetch(address, {cache: 'no-store'});
    if (!answer.ok) throw new Error(answer.status);
    return answer;
  }

  // Returns whether more than the log has changed.
  async function grow(log) {
    const news = await (await get(log.dataset.tail + log.dataset.next)).json();
    const follows = isAtEnd(log);
    log.lastElementChild.insertAdjacentHTML('beforebegin', news.lines);
    log.lastElementChild.innerHTML = news.rest;
    log.dataset.next = news.next;
    log.closest('details').querySelector('.time').textContent = news.took;
    if (follows) toEnd(log);
    return news.version !== live().dataset.version || log.textContent.length > LONGEST;
  }

  let last = '';

  // What is open stays open, what has the focus keeps it, and logs stay where they are read. A new log is read from its end.
  async function renew() {
    const page = new DOMParser().parseFromString(await (await get(location.href)).text(), 'text/html');
    const then = live(), now = page.querySelector('#' + then.id);
    if (now.outerHTML === last) return;
    last = now.outerHTML;
    for (const one of then.querySelectorAll('details[id]')) {
      const same = now.querySelector('#' + one.id);
      if (same && one.open) same.open = true;
    }
    const focused = document.activeElement.id;
    const places = new Map([...then.querySelectorAll('details[id] .log')]
      .map(log => [log.closest('details').id, isAtEnd(log) ? Infinity : log.scrollTop]));
    then.replaceWith(now);
    for (const log of now.querySelectorAll('details[id] .log')) {
      const place = places.get(log.closest('details').id) ?? (log.dataset.tail ? Infinity : 0);
      log.scrollTop = Math.min(place, log.scrollHeight);
    }
    document.title = page.title;
    if (focused && document.getElementById(focused)) document.getElementById(focused).focus({preventScroll: true});
  }

  async function look() {
    try {
      const log = document.querySelector('[data-tail]');
      if (!log || await grow(log)) await renew();
    } catch (e) {
      // The server is away, or starts anew: ask again later.
    }
    if (live()) setTimeout(look, document.hidden ? 5000 : 1000);
  }

  document.querySelectorAll('[data-tail]').forEach(toEnd);
  setTimeout(look, 1000);
})();
