import { declareCommand, onOff } from './options.ts';
import { serveCommand } from './serve-command.ts';

/** `partyline console`. */
export const consoleCommand = declareCommand({
  name: 'console',
  summary: "attach the operator's console to a server that runs without one",
  options: {
    plain: onOff('--plain', 'plain lines: no colours, no line that moves'),
    data: serveCommand.options.data,
    // The file of the server.
    config: { ...serveCommand.options.config, fileOf: () => serveCommand.options },
  },
  help: `
Examples:
  partyline console
  partyline console --data /srv/partyline
  printf '/who\\n' | partyline console 2>/dev/null

In a pipe it does one command after the other. Answers go to standard output,
everything else to standard error; a command that fails gives the exit code.`,
});
