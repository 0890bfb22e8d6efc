import { Command } from 'commander';
import { adminCommand } from './admin-command.ts';
import { backupCommand, backupVerifyCommand } from './backup-command.ts';
import { checkCommand } from './check-command.ts';
import {
  clusterCommand,
  clusterInitCommand,
  clusterJoinCommand,
  clusterLeaveCommand,
} from './cluster-commands.ts';
import { addCommand, type CommandContext, describe } from './command.ts';
import { completionCommand } from './completion-command.ts';
import { consoleCommand } from './console-command.ts';
import { downloadCommand } from './download-command.ts';
import { exportCommand } from './export-command.ts';
import { helpCommand } from './help-command.ts';
import { historyCommand } from './history-command.ts';
import { joinCommand } from './join-command.ts';
import { write } from './output.ts';
import { processEnvironment } from './process-environment.ts';
import { restoreCommand } from './restore-command.ts';
import { searchCommand } from './search-command.ts';
import { sendCommand } from './send-command.ts';
import { serveCommand } from './serve-command.ts';
import { statusCommand } from './status-command.ts';
import { tailCommand } from './tail-command.ts';
import {
  tokenCommand,
  tokenCreateCommand,
  tokenListCommand,
  tokenRevokeCommand,
} from './token-commands.ts';

/**
 * The commands of `partyline`, their options and help texts. Each command's own file is loaded when
 * the command runs; its exit code is handed to `finish`. Parsing rejects with CommanderError for what
 * does not fit (the person was told then) and with whatever the command rejects with.
 */
export function createCommandLine(version: string, context: CommandContext): Command {
  const program = new Command('partyline')
    .description('A private chat line that one person starts and others join.')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help, or that of a command')
    .helpCommand(false)
    .exitOverride()
    .configureOutput({
      writeOut: write,
      writeErr: (text) => processEnvironment().errors.write(text),
      outputError: (text, write) => write(sentenceFor(text)),
    })
    .showHelpAfterError('partyline --help lists the commands.')
    .addHelpText('after', exitCodesText);
  addCommand(program, serveCommand, context, async () => (await import('./serve.ts')).run);
  addCommand(program, joinCommand, context, async () => (await import('./join.ts')).run);
  addCommand(program, consoleCommand, context, async () => (await import('./console.ts')).run);
  addCommand(program, adminCommand, context, async () => (await import('./admin.ts')).run);
  addCommand(program, statusCommand, context, async () => (await import('./status.ts')).run);
  const backup = addCommand(program, backupCommand, context, async () => {
    return (await import('./backup.ts')).run;
  }).helpCommand(false);
  addCommand(
    backup,
    backupVerifyCommand,
    context,
    async () => (await import('./backup.ts')).verify,
  );
  addCommand(program, restoreCommand, context, async () => (await import('./restore.ts')).run);
  addCommand(program, checkCommand, context, async () => (await import('./check.ts')).run);
  addCommand(program, sendCommand, context, async () => (await import('./send.ts')).run);
  addCommand(program, tailCommand, context, async () => (await import('./tail.ts')).run);
  addCommand(program, historyCommand, context, async () => (await import('./history.ts')).run);
  addCommand(program, exportCommand, context, async () => (await import('./export.ts')).run);
  addCommand(program, downloadCommand, context, async () => (await import('./download.ts')).run);
  addCommand(program, searchCommand, context, async () => (await import('./search.ts')).run);
  const token = program
    .command(tokenCommand.name)
    .description(tokenCommand.summary)
    .showHelpAfterError('partyline token --help lists the commands.')
    .helpCommand(false);
  describe(token, tokenCommand.help);
  addCommand(token, tokenCreateCommand, context, async () => (await import('./token.ts')).create);
  addCommand(token, tokenListCommand, context, async () => (await import('./token.ts')).list);
  addCommand(token, tokenRevokeCommand, context, async () => (await import('./token.ts')).revoke);
  const cluster = program
    .command(clusterCommand.name)
    .description(clusterCommand.summary)
    .showHelpAfterError('partyline cluster --help lists the commands.')
    .helpCommand(false);
  describe(cluster, clusterCommand.help);
  addCommand(cluster, clusterInitCommand, context, async () => (await import('./cluster.ts')).init);
  addCommand(cluster, clusterJoinCommand, context, async () => (await import('./cluster.ts')).join);
  addCommand(
    cluster,
    clusterLeaveCommand,
    context,
    async () => (await import('./cluster.ts')).leave,
  );
  addCommand(program, completionCommand, context, async () => {
    const { run } = await import('./completion.ts');
    return (values) => run(values, program, context.environment);
  });
  addCommand(program, helpCommand, context, async () => {
    const { run } = await import('./help.ts');
    return (values) => run(values, program);
  });
  return program;
}

/** commander's `error: unknown option '--prot'` as a sentence; its suggestion has a line of its own. */
function sentenceFor(text: string): string {
  const [problem = '', ...suggestion] = text.replace(/^error: /, '').split('\n');
  const sentence = problem.charAt(0).toUpperCase() + problem.slice(1);
  return [sentence.endsWith('.') ? sentence : `${sentence}.`, ...suggestion].join('\n');
}

const exitCodesText = `
Exit codes: 0 done, 64 wrong usage, 65 wrong data, 66 a file cannot be read,
69 server or port not to be had, 70 a mistake of Partyline, 73 a file cannot be
made, 75 try again later, 76 the other side broke the protocol, 77 login or
right refused, 78 wrong configuration, 130 interrupted.`;
