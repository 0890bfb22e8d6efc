import type { Command } from 'commander';
import type { Finish } from './finish.ts';
import { assertWord } from './option-flags.ts';

/** Shells that can complete the command line. */
export const shells = ['bash', 'zsh', 'fish'] as const;

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
