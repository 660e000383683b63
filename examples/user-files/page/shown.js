/** How things are shown. */

export const byId = (id) => document.getElementById(id);

/** The element of a template of the page. */
export function cloneOf(templateId) {
  return byId(templateId).content.firstElementChild.cloneNode(true);
}

/** `1.2 MB`, in the words of the person's language. */
export function sizeText(bytes) {
  const [unit, size] = bytes < 1000 ? ['byte', 1] : bytes < 1024 * 1000 ? ['kilobyte', 1024] : ['megabyte', 1024 * 1024];
  return new Intl.NumberFormat(undefined, {
    style: 'unit', unit, unitDisplay: unit === 'byte' ? 'long' : 'short', maximumFractionDigits: unit === 'megabyte' ? 1 : 0,
  }).format(bytes / size);
}

/** The time of what is of today, else the date. */
export function dateText(date) {
  return date.toDateString() === new Date().toDateString()
    ? date.toLocaleTimeString(undefined, { timeStyle: 'short' }) : date.toLocaleDateString(undefined, { dateStyle: 'medium' });
}

/** What is after the last dot of the last part of a name: `jpg`. */
export function extensionOf(name) {
  return /[^/]\.([A-Za-z0-9]{1,5})$/.exec(name)?.[1].toLowerCase() ?? '';
}
