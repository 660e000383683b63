/** The page: who is signed in, what is shown, what the buttons do. */

import { ApiError, Files, problemOfName } from './files.js';
import { FileList } from './list.js';
import { forgetSession, signIn, storedSession } from './session.js';
import { byId } from './shown.js';
import { Uploads } from './uploads.js';

/** The outputs of the stack, as `cdk deploy --outputs-file page/config.json` writes them. */
let config;
/** What belongs to the person who is signed in. */
let open;

async function start() {
  try {
    [config] = Object.values(await (await fetch('config.json', { cache: 'no-store' })).json());
  } catch {
    showSignIn('There is no config.json beside this page, which tells where the API is.');
    byId('sign-in').inert = true;
    return;
  }
  const session = storedSession();
  if (session === undefined) {
    showSignIn();
  } else {
    enter(session);
  }
}

function showSignIn(sentence = '') {
  byId('files-view').hidden = true;
  byId('sign-in-view').hidden = false;
  byId('sign-in-problem').textContent = sentence;
  byId('user').focus();
}

function enter({ name, token }) {
  const files = new Files(config.ApiUrl, token);
  const list = new FileList(byId('list'), { files, actions: { view, download, rename: askRename, delete: askDelete }, onError: report });
  const uploads = new Uploads(byId('uploads'), { files, say, onStored: () => void attempt(() => list.refresh()), onError: ended });
  open = { files, list, uploads };
  byId('person').textContent = name;
  byId('sign-in-view').hidden = true;
  byId('files-view').hidden = false;
  byId('files-title').focus();
  say('');
  report();
  void attempt(() => list.refresh());
}

function leave(sentence) {
  open?.uploads.close();
  open?.list.close();
  open = undefined;
  document.querySelectorAll('dialog[open]').forEach((dialog) => dialog.close());
  forgetSession();
  showSignIn(sentence);
}

/** Whether the error is that the token is no longer good, and so the person is to sign in again. */
function ended(error) {
  const over = error instanceof ApiError && error.status === 401;
  if (over && open !== undefined) {
    leave('Your session is over. Please sign in again.');
  }
  return over;
}

/** For those who do not see the page change. */
function say(sentence) {
  byId('news').textContent = sentence;
}

function report(error) {
  if (error === undefined || !ended(error)) {
    byId('problem').textContent = error?.message ?? '';
    byId('problem-box').hidden = error === undefined;
  }
}

/** What fails is shown in the page. */
async function attempt(action) {
  try {
    await action();
  } catch (error) {
    report(error);
  }
}

function view(file, url) {
  byId('viewed').src = url;
  byId('viewed').alt = byId('viewed-name').textContent = file.name;
  byId('viewer').showModal();
}

function download({ name }) {
  return attempt(async () => {
    const url = URL.createObjectURL(await open.files.get(name));
    Object.assign(document.createElement('a'), { href: url, download: name.split('/').at(-1) }).click();
    setTimeout(() => URL.revokeObjectURL(url), 60_000); // some browsers read it after the click
  });
}

/** A dialog with a form: stays open, and shows why, as long as what it asks for fails. */
function ask(dialog, action) {
  const [form, problem] = [dialog.querySelector('form'), dialog.querySelector('[role=alert]')];
  problem.textContent = '';
  form.onsubmit = async (event) => {
    event.preventDefault();
    form.inert = true;
    try {
      await action();
      dialog.close();
    } catch (error) {
      if (!dialog.open) {
        report(error);
      } else if (!ended(error)) {
        problem.textContent = error.message;
      }
    }
    form.inert = false;
    (dialog.open ? form.querySelector('input, .main') : byId('files-title')).focus();
    await attempt(() => open?.list.refresh());
  };
  dialog.showModal();
}

function askRename({ name }) {
  const field = byId('new-name');
  field.value = name;
  ask(byId('rename'), async () => {
    const newName = field.value.trim().normalize();
    const problem = problemOfName(newName);
    if (problem !== undefined) {
      throw new Error(problem);
    }
    if (newName !== name) {
      await open.files.rename(name, newName).catch((error) => {
        throw error.code === 'PreconditionFailed' ? new Error(`There is a file of this name already. (${error.code})`) : error;
      });
      say(`${name} is now ${newName}.`);
    }
  });
  const [start, dot] = [name.lastIndexOf('/') + 1, name.lastIndexOf('.')];
  field.setSelectionRange(start, dot > start ? dot : name.length);
}

function askDelete({ name }) {
  byId('delete-name').textContent = name;
  ask(byId('delete'), async () => {
    await open.files.remove(name);
    say(`${name} is deleted.`);
  });
}

byId('sign-in').onsubmit = async (event) => {
  event.preventDefault();
  const form = event.target;
  byId('sign-in-problem').textContent = '';
  form.inert = true;
  try {
    enter(await signIn(config, byId('user').value.trim(), byId('password').value));
    form.reset();
  } catch (error) {
    byId('sign-in-problem').textContent = error.message;
  }
  form.inert = false;
  byId('password').focus();
};

byId('sign-out').onclick = () => leave();
byId('more').onclick = () => attempt(() => open.list.more());
byId('problem-close').onclick = () => report();
byId('picker').onchange = ({ target }) => {
  open.uploads.add(target.files);
  target.value = '';
};
document.querySelectorAll('dialog .cancel').forEach((button) => {
  button.onclick = () => button.closest('dialog').close();
});

const hasFiles = (event) => open !== undefined && event.dataTransfer.types.includes('Files');
document.ondragover = (event) => {
  if (hasFiles(event)) {
    event.preventDefault();
    document.body.classList.add('dragging');
  }
};
document.ondragleave = (event) => {
  if (event.relatedTarget === null) {
    document.body.classList.remove('dragging');
  }
};
document.ondrop = (event) => {
  document.body.classList.remove('dragging');
  if (hasFiles(event)) {
    event.preventDefault();
    open.uploads.add(event.dataTransfer.files);
  }
};

void start();
