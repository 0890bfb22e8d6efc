import { type CompletedCommand, everyCommand, nameOf, type Offer } from './model.ts';

/** The script for bash, 3.2 and newer; it needs no package beside bash itself. */
export function bashScript(program: CompletedCommand): string {
  const commands = everyCommand(program);
  const values = commands.flatMap((command) =>
    command.options.flatMap(({ flags, value }) =>
      value === undefined ? [] : [{ at: flags.map((flag) => `${command.path}:${flag}`), value }],
    ),
  );
  return `# Completion of partyline for bash. Load it with: source <(partyline completion bash)
_partyline() {
  local word= path= option= count=0 index offered=
  for ((index = 1; index < COMP_CWORD; index++)); do
    word="\${COMP_WORDS[index]}"
    if [[ -n "$option" ]]; then
      [[ "$word" == '=' ]] || option=
      continue
    fi
    case "$path/$word" in
${commands
  .flatMap(({ path, commands: below }) =>
    below.map((each) => [`${path}/${nameOf(each)}`, each.path]),
  )
  .map(([place, path]) => `      ${quoted(place)}) path=${quoted(path)}; continue ;;`)
  .join('\n')}
    esac
    case "$path:$word" in
      ${values.flatMap(({ at }) => at.map(quoted)).join(' | ')}) option="$path:$word" ;;
      *:-*) ;;
      *) count=$((count + 1)) ;;
    esac
  done
  word="\${COMP_WORDS[COMP_CWORD]}"
  [[ "$word" == '=' ]] && word=
  COMPREPLY=()
  if [[ -n "$option" ]]; then
    case "$option" in
${values.map(({ at, value }) => `      ${at.map(quoted).join(' | ')}) ${offering(value)} ;;`).join('\n')}
    esac
  elif [[ "$word" == -* ]]; then
    case "$path" in
${commands.map((command) => `      ${quoted(command.path)}) offered=${quoted(flagsOf(command))} ;;`).join('\n')}
    esac
  else
    case "$path/$count" in
${commands.flatMap(placesOf).join('\n')}
    esac
  fi
  [[ -z "$offered" ]] || COMPREPLY=($(compgen -W "$offered" -- "$word"))
}
complete -F _partyline partyline
`;
}

function flagsOf({ options }: CompletedCommand): string {
  return options.flatMap(({ flags }) => flags).join(' ');
}

function placesOf({ path, commands, argument, repeats }: CompletedCommand): string[] {
  const place = repeats ? `${quoted(path)}/*` : quoted(`${path}/0`);
  if (commands.length > 0) return [`      ${place}) ${offering(commands.map(nameOf))} ;;`];
  return argument === 'nothing' ? [] : [`      ${place}) ${offering(argument)} ;;`];
}

function offering(offer: Offer): string {
  switch (offer) {
    case 'nothing':
      return ':';
    case 'files':
      return `local IFS=$'\\n'; compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -f -- "$word"))`;
    case 'folders':
      return `local IFS=$'\\n'; compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -d -- "$word"))`;
    default:
      return `offered=${quoted(offer.join(' '))}`;
  }
}

function quoted(text = ''): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
