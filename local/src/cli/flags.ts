import { Command, Option } from 'commander';
import { flagOf, Values } from './configuration';
import { CONFIGURATION_FILE, defaultOf, Setting } from './settings';

/** Adds a flag for each setting; for a switch its opposite too, so that a flag can always take back what the file or the environment says. */
export function addSettings(command: Command, settings: readonly Setting[]): void {
  for (const setting of settings) {
    if (setting.flag.startsWith('[')) {
      command.argument(setting.flag, describe(setting));
    } else if (setting.kind === 'pairs') {
      command.option(setting.flag, describe(setting), (text: string, others: readonly string[] = []) => [...others, text]);
    } else {
      const shown = new Option(setting.flag, describe(setting));
      // Commander takes a negative one that stands alone for on by default.
      const both = setting.kind === 'switch' ? [shown, new Option(oppositeOf(setting.flag)).hideHelp()] : [shown];
      both.sort((a, b) => Number(a.negate) - Number(b.negate)).forEach((option) => command.addOption(option));
    }
  }
  command.option('--config <file>', `settings in JSON, such as { "port": 3000, "watch": true } (default: ${CONFIGURATION_FILE}, where it is there)`);
}

/** What was typed, by the names of settings, and the file of the others. */
export function typed(command: Command, settings: readonly Setting[]): { readonly flags: Values; readonly file: string | undefined } {
  const flags = Object.fromEntries(settings.map((setting): [string, unknown] => {
    const key = keyOf(setting);
    return [setting.name, setting.flag.startsWith('[') ? command.args[0]
      : command.getOptionValueSource(key) === 'cli' ? command.getOptionValue(key) : undefined];
  }));
  return { flags, file: command.getOptionValue('config') as string | undefined };
}

function oppositeOf(flag: string): string {
  return flag.startsWith('--no-') ? flag.replace('--no-', '--') : flag.replace('--', '--no-');
}

/** As commander names it: `--user-pool` is `userPool`, `--no-deploy` is `deploy`. */
function keyOf(setting: Setting): string {
  return flagOf(setting).replace(/^--(no-)?/, '').replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}

function describe(setting: Setting): string {
  const { about, kind, variable } = setting;
  return `${about}${kind === 'pairs' ? ' (repeatable)' : kind === 'switch' ? '' : ` (default: ${defaultOf(setting)})`} [${variable}]`;
}
