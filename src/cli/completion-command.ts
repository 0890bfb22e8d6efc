import type { Command } from 'commander';
import { shells } from './completion/shells.ts';
import type { Finish } from './finish.ts';
import { assertWord } from './option-flags.ts';

export function addCompletion(program: Command, finish: Finish): void {
  program
    .command('completion')
    .description('print what makes a shell complete this command line')
    .showHelpAfterError('partyline completion --help tells more.')
    .argument('<shell>', shells.join(', '))
    .addHelpText('after', completionHelp)
    .action(async (name: string) => {
      const shell = assertWord('completion', name, shells);
      const { run } = await import('./completion.ts');
      finish(run(shell, program));
    });
}

const completionHelp = `
Examples:
  source <(partyline completion bash)                  in ~/.bashrc
  partyline completion zsh > ~/.zfunc/_partyline       in a folder of $fpath
  partyline completion fish > ~/.config/fish/completions/partyline.fish`;
