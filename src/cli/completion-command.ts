import { choice, text } from './kinds.ts';
import { declareCommand, repeated, required } from './options.ts';

/** `partyline completion`. */
export const completionCommand = declareCommand({
  name: 'completion',
  summary: 'print what makes a shell complete this command line',
  options: {
    shell: required('<shell>', choice(['bash', 'zsh', 'fish']), 'bash, zsh, fish', {
      calledBy: 'completion',
    }),
    words: repeated(
      '[words...]',
      text((word) => word),
      'what was typed, up to the word to complete: the printed script asks so',
    ),
  },
  help: `
Examples:
  source <(partyline completion bash)                  in ~/.bashrc
  partyline completion zsh > ~/.zfunc/_partyline       in a folder of $fpath
  partyline completion fish > ~/.config/fish/completions/partyline.fish`,
});
