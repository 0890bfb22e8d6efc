import { declareCommand, onOff } from './options.ts';
import { serveCommand } from './serve-command.ts';

/** `partyline console`. */
export const consoleCommand = declareCommand({
  name: 'console',
  summary: "attach the operator's console to a server that runs without one",
  options: {
    plain: onOff('--plain', 'plain lines: no colours, no line that moves'),
    data: serveCommand.options.data,
    config: serveCommand.options.config,
  },
  help: `
Examples:
  partyline console
  partyline console --data /srv/partyline
  echo '/who' | partyline console`,
});
