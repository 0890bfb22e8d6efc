import {
  type CompletedCommand,
  type CompletedOption,
  everyCommand,
  nameOf,
  type Offer,
} from './model.ts';

/** The script for zsh: a file of $fpath, or loaded after `compinit`. */
export function zshScript(program: CompletedCommand): string {
  return `#compdef partyline
# Completion of partyline for zsh. Put it into a folder of $fpath as _partyline.
${everyCommand(program).map(functionOf).join('\n')}
if [[ "$funcstack[1]" == _partyline ]]; then
  _partyline "$@"
else
  compdef _partyline partyline
fi
`;
}

function functionOf(command: CompletedCommand): string {
  const { commands, options } = command;
  const specs = options.map(optionSpec);
  if (commands.length === 0) {
    return `${functionName(command)}() {
  _arguments -s : \\
    ${[...specs, ...argumentSpecs(command)].join(' \\\n    ')}
}`;
  }
  return `${functionName(command)}() {
  local context state state_descr line
  typeset -A opt_args
  _arguments -s -C : \\
    ${[...specs, "'1: :->command'", "'*:: :->rest'"].join(' \\\n    ')}
  case "$state" in
    command)
      local -a commands=(
${commands.map((each) => `        ${quoted(`${nameOf(each)}:${each.description.replaceAll(':', '\\:')}`)}`).join('\n')}
      )
      _describe command commands
      ;;
    rest)
      case "$line[1]" in
${commands.map((each) => `        ${nameOf(each)}) ${functionName(each)} ;;`).join('\n')}
      esac
      ;;
  esac
}`;
}

function functionName({ path }: CompletedCommand): string {
  return path === '' ? '_partyline' : `_partyline_${path.replaceAll(' ', '_')}`;
}

function optionSpec({ flags, description, value }: CompletedOption): string {
  const about = `[${description.replace(/[\\[\]:]/g, '\\$&')}]`;
  if (value !== undefined)
    return flags.map((flag) => quoted(`*${flag}=${about}:value:${action(value)}`)).join(' ');
  const others = `(${flags.join(' ')})`;
  return flags.map((flag) => quoted(`${others}${flag}${about}`)).join(' ');
}

/** zsh completes no options behind an argument that it was not told of. */
function argumentSpecs({ argument, repeats }: CompletedCommand): string[] {
  const first = `argument:${action(argument)}`;
  return repeats ? [quoted(`*:${first}`)] : [quoted(`1:${first}`), quoted('*:argument:()')];
}

function action(offer: Offer): string {
  switch (offer) {
    case 'nothing':
      return '()';
    case 'files':
      return '_files';
    case 'folders':
      return '_files -/';
    default:
      return `(${offer.join(' ')})`;
  }
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
