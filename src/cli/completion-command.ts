import { shells } from './completion/shells.ts';
import { choice } from './kinds.ts';
import { declareCommand, required } from './options.ts';

/** `partyline completion`. */
export const completionCommand = declareCommand({
  name: 'completion',
  summary: 'print what makes a shell complete this command line',
  options: {
    shell: required('<shell>', choice(shells), shells.join(', '), { calledBy: 'completion' }),
  },
  help: `
Examples:
  source <(partyline completion bash)                  in ~/.bashrc
  partyline completion zsh > ~/.zfunc/_partyline       in a folder of $fpath
  partyline completion fish > ~/.config/fish/completions/partyline.fish`,
});
