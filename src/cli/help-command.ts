import { text } from './kinds.ts';
import { declareCommand, repeated } from './options.ts';

/** `partyline help`. */
export const helpCommand = declareCommand({
  name: 'help',
  summary: 'print the help of a command',
  options: { command: repeated('[command...]', text(), 'the words of the command') },
  help: `
Examples:
  partyline help send
  partyline help token create`,
});
