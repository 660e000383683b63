/** The files as lines, with pictures. A line stays as long as its file does, so that nothing is fetched again and the keyboard keeps its place. */

import { MOST_BYTES } from './files.js';
import { byId, cloneOf, dateText, extensionOf, sizeText } from './shown.js';

const PICTURES = ['avif', 'gif', 'jpeg', 'jpg', 'png', 'svg', 'webp'];

export class FileList {
  /** `actions` has a function for each button of a line; `onError(error)` is told what goes wrong. */
  constructor(element, { files, actions, onError }) {
    Object.assign(this, { element, files, actions, onError, found: [], rows: new Map(), next: undefined, turn: 0 });
    this.pictures = new IntersectionObserver((entries) => entries.filter((entry) => entry.isIntersecting).forEach(({ target }) => {
      this.pictures.unobserve(target);
      void this.rows.get(target.dataset.id)?.showPicture();
    }), { rootMargin: '200px' });
  }

  /** As many as are shown now, as they are now. */
  async refresh() {
    const turn = ++this.turn;
    const shown = this.found.length;
    const found = [];
    let next;
    do {
      const page = await this.files.list(next);
      found.push(...page.files);
      next = page.next;
    } while (next !== undefined && found.length < shown);
    this.show(turn, found, next);
  }

  async more() {
    const turn = ++this.turn;
    const page = await this.files.list(this.next);
    this.show(turn, [...this.found, ...page.files], page.next);
  }

  /** Of several that are under way, what was asked for last counts. */
  show(turn, found, next) {
    if (turn !== this.turn) {
      return;
    }
    Object.assign(this, { found, next });
    const ids = new Set(found.map(idOf));
    for (const [id, row] of this.rows) {
      if (!ids.has(id)) {
        row.remove();
        this.rows.delete(id);
      }
    }
    let place = this.element.firstElementChild;
    for (const file of found) {
      const { element } = this.rowOf(file);
      if (element === place) {
        place = place.nextElementSibling;
      } else {
        this.element.insertBefore(element, place);
      }
    }
    this.summarize();
  }

  rowOf(file) {
    const id = idOf(file);
    if (!this.rows.has(id)) {
      const row = new Row(file, this);
      this.rows.set(id, row);
      if (PICTURES.includes(extensionOf(file.name)) && file.size <= MOST_BYTES) {
        row.element.dataset.id = id;
        this.pictures.observe(row.element);
      }
    }
    return this.rows.get(id);
  }

  summarize() {
    const { found, next } = this;
    const size = sizeText(found.reduce((sum, file) => sum + file.size, 0));
    byId('summary').textContent = found.length === 0 ? '' : next === undefined ? `${found.length} · ${size}` : `the first ${found.length}`;
    byId('nothing').hidden = found.length > 0;
    byId('more').hidden = next === undefined;
  }

  close() {
    this.turn = NaN; // what is still under way is not shown
    this.pictures.disconnect();
    this.rows.forEach((row) => row.remove());
    byId('nothing').hidden = byId('more').hidden = true;
    byId('summary').textContent = '';
  }
}

class Row {
  constructor(file, { files, actions, onError }) {
    Object.assign(this, { file, files, onError });
    this.element = cloneOf('file-template');
    const part = (name) => this.element.querySelector(`.${name}`);
    part('name').textContent = file.name;
    part('facts').textContent = `${sizeText(file.size)} · ${dateText(file.modified)}`;
    part('facts').title = file.modified.toLocaleString();
    part('kind').textContent = extensionOf(file.name) || 'file';
    for (const button of this.element.querySelectorAll('button')) {
      const { action } = button.dataset;
      button.setAttribute('aria-label', `${button.textContent.trim()} ${file.name}`);
      button.title = button.textContent.trim();
      button.disabled = action !== 'delete' && file.size > MOST_BYTES;
      button.onclick = () => actions[action](file, this.url);
    }
  }

  async showPicture() {
    try {
      const content = await this.files.get(this.file.name);
      if (this.element.isConnected) {
        const picture = this.element.querySelector('img');
        picture.onload = () => { this.element.dataset.picture = 'shown'; };
        picture.src = this.url = URL.createObjectURL(content);
      }
    } catch (error) {
      this.onError(error);
    }
  }

  remove() {
    this.element.remove();
    if (this.url !== undefined) {
      URL.revokeObjectURL(this.url);
    }
  }
}

/** The same content under the same name. */
function idOf({ name, etag, modified }) {
  return `${name} ${etag} ${modified.getTime()}`;
}
