/** Of the shell itself, or what makes files and folders: nothing to prove. */
const PLAIN = /^(?:(?:cd|export|mkdir|source|echo|cp|mv|rm|cat|set)\b|[[.] )/;

/** `name=value` before a command, or alone: the value a word, a text, a list or what a command prints. */
const ASSIGNMENTS = /^(?:\w+=(?:"[^"]*"|'[^']*'|\$?\((?:[^()]|\([^()]*\))*\)|[^\s"'(])*(?:\s+|$))+/;

/** The commands of a piece of shell: without comments, the setting of variables before them, and what ends or joins them. */
export function commandsOf(text: string): string[] {
  return split(text.replace(/\s*\\\n\s*/g, ' '))
    .map(command => ungroup(command.trim().replace(ASSIGNMENTS, '')))
    .filter(command => command !== '' && !PLAIN.test(command));
}

/** Without parentheses that open or close a group of commands. */
function ungroup(command: string): string {
  const count = (character: string) => command.split(character).length;
  return command.replace(/^\(+\s*/, '').replace(/\s*\)+$/, end => (count('(') < count(')') || command.startsWith('(') ? '' : end));
}

/** At ends of lines, `&&`, `||`, `;`, `|` and `&`, but for those in quotes or in `$(...)`. */
function split(text: string): string[] {
  const commands = [''];
  let quote = '';
  let depth = 0;
  for (let index = 0; index < text.length; index++) {
    const character = text[index];
    if (quote === '' && depth === 0 && character === '#' && /(?:^|\s)$/.test(text.slice(0, index))) {
      index = (text.indexOf('\n', index) + 1 || text.length + 1) - 2; // to the end of the line
    } else if (quote === '' && depth === 0 && /[\n;|&]/.test(character)) {
      commands.push('');
    } else {
      if (quote === character) {
        quote = '';
      } else if (quote === '' && /["']/.test(character)) {
        quote = character;
      }
      depth += text.startsWith('$(', index) ? 1 : character === ')' && depth > 0 ? -1 : 0;
      commands[commands.length - 1] += character;
    }
  }
  return commands;
}
