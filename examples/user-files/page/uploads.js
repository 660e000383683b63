/** Uploads under way: a line each with its progress, and what can be done if it fails. */

import { MOST_BYTES, problemOfName } from './files.js';
import { cloneOf, sizeText } from './shown.js';

const AT_ONCE = 3;

export class Uploads {
  /** `say(sentence)` what happened; `onStored()` after each that is done; `onError(error)` tells whether it has dealt with the error. */
  constructor(list, { files, say, onStored, onError }) {
    Object.assign(this, { list, files, say, onStored, onError, waiting: [], running: new Set() });
  }

  add(chosen) {
    for (const file of chosen) {
      const line = new Line(this.list, file);
      const problem = problemOfName(line.name)
        ?? (file.size > MOST_BYTES ? 'This file is larger than 10 MB, the most that can be uploaded.' : undefined);
      if (problem === undefined) {
        this.enqueue(line);
      } else {
        this.fail(line, problem);
      }
    }
  }

  enqueue(line, replace = false) {
    line.wait(() => this.cancel(line));
    this.waiting.push({ line, replace });
    this.startNext();
  }

  cancel(line) {
    this.waiting = this.waiting.filter((entry) => entry.line !== line);
    line.remove();
  }

  startNext() {
    while (this.running.size < AT_ONCE && this.waiting.length > 0) {
      void this.run(this.waiting.shift());
    }
  }

  async run({ line, replace }) {
    const { file, name } = line;
    const abort = new AbortController();
    this.running.add(abort);
    line.wait(() => abort.abort());
    try {
      await this.files.put(name, file, { replace, signal: abort.signal, onProgress: (part) => line.progress(part) });
      line.remove();
      this.say(`${name} is uploaded.`);
      this.onStored();
    } catch (error) {
      if (abort.signal.aborted || this.onError(error)) {
        line.remove();
      } else if (error.code === 'PreconditionFailed') {
        this.fail(line, 'There is a file of this name already.', () => this.enqueue(line, true));
      } else {
        this.fail(line, error.message);
      }
    }
    this.running.delete(abort);
    this.startNext();
  }

  fail(line, sentence, onReplace) {
    line.fail(sentence, onReplace);
    this.say(`${line.name}: ${sentence}`);
  }

  /** Ends what is under way, and shows nothing any more. */
  close() {
    this.waiting = [];
    this.running.forEach((abort) => abort.abort());
    this.list.replaceChildren();
  }
}

class Line {
  constructor(list, file) {
    this.file = file;
    this.name = file.name.normalize(); // macOS may spell ö as o and two dots
    this.element = cloneOf('upload-template');
    this.part = (name) => this.element.querySelector(`.${name}`);
    this.part('name').textContent = this.name;
    this.bar = this.element.querySelector('progress');
    this.bar.setAttribute('aria-label', `Upload of ${this.name}`);
    this.part('dismiss').onclick = () => this.remove();
    list.append(this.element);
  }

  wait(onCancel) {
    this.show('busy', 'Waiting');
    this.bar.value = 0;
    this.part('cancel').onclick = onCancel;
  }

  progress(part) {
    this.bar.value = part;
    this.show('busy', part < 1 ? `${Math.floor(part * 100)} % of ${sizeText(this.file.size)}` : 'Storing');
  }

  fail(sentence, onReplace) {
    this.show(onReplace === undefined ? 'failed' : 'taken', sentence);
    this.part('replace').onclick = onReplace;
  }

  /** CSS shows what belongs to the state. */
  show(state, text) {
    this.element.dataset.state = state;
    this.part('state').textContent = text;
  }

  remove() {
    this.element.remove();
  }
}
