import { declareCommand, onOff } from './options.ts';
import { serveCommand } from './serve-command.ts';

/** `partyline status`. */
export const statusCommand = declareCommand({
  name: 'status',
  summary: 'tell how a server on this machine is doing',
  options: {
    json: onOff('--json', 'one object of JSON'),
    data: serveCommand.options.data,
    config: serveCommand.options.config,
  },
  help: `
Examples:
  partyline status
  partyline status --json | jq .freeBytes

The exit code suits a health check: 0 all is well, 69 no server answers, 80 it
runs and has a trouble, which is told.`,
});
