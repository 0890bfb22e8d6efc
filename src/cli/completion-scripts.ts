/*
 * The scripts with which shells complete the command line. They ask `partyline completion SHELL -- WORD...`
 * each time, so that they never fall behind; its answer is a line for each word that is offered, or `:files`
 * or `:folders`, which a shell offers in its own way.
 */

/**
 * For bash, 3.2 and newer. It cuts words at `=`, `@` and `:`, which are joined again for the question, and the
 * answer gets the part that bash has cut off taken away. A word that begins with # would be a comment.
 */
const bash = `# Completion of partyline for bash. Load it with: source <(partyline completion bash)
_partyline() {
  local IFS=$'\\n' word="\${COMP_WORDS[COMP_CWORD]}" first=$COMP_CWORD reply
  local typed="\${COMP_LINE:0:COMP_POINT}" whole="$word" cut
  typed="\${typed##*[[:space:]]}"
  while ((first > 1)) && [[ "$whole" != "$typed" && "$typed" == *"\${COMP_WORDS[first-1]}$whole" ]]; do
    first=$((first - 1))
    whole="\${COMP_WORDS[first]}$whole"
  done
  case "$word" in [=:@]) cut="$whole" word= ;; *) cut="\${whole%"$word"}" ;; esac
  COMPREPLY=()
  for reply in $(partyline completion bash -- "\${COMP_WORDS[@]:1:first-1}" "\${whole#\\\\}" </dev/null 2>/dev/null); do
    case "$reply" in
      :files) compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -f -- "$word")) ;;
      :folders) compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -d -- "$word")) ;;
      '#'*) COMPREPLY+=("\\\\$reply") ;;
      *) COMPREPLY+=("\${reply#"$cut"}") ;;
    esac
  done
}
complete -F _partyline partyline
`;

/** For zsh: a file of $fpath, or loaded after `compinit`. */
const zsh = `#compdef partyline
# Completion of partyline for zsh. Put it into a folder of $fpath as _partyline.
_partyline() {
  local -a offered
  offered=("\${(@f)$(partyline completion zsh -- "\${(@Q)words[2,CURRENT]}" </dev/null 2>/dev/null)}")
  case "$offered[1]" in
    :files) compset -P '*='; _files ;;
    :folders) compset -P '*='; _files -/ ;;
    ?*) _describe partyline offered ;;
  esac
}
if [[ "$funcstack[1]" == _partyline ]]; then
  _partyline "$@"
else
  compdef _partyline partyline
fi
`;

/** For fish, 3.1 and newer. */
const fish = `# Completion of partyline for fish. Put it into ~/.config/fish/completions/partyline.fish
function __partyline_offers
    set -l word (commandline -ct)
    set -l offered (partyline completion fish -- (commandline -opc)[2..-1] "$word" </dev/null 2>/dev/null)
    switch "$offered[1]"
        case :files
            __fish_complete_path "$word"
        case :folders
            __fish_complete_directories "$word"
        case '*'
            printf '%s\\n' $offered
    end
end
complete -c partyline -f -a '(__partyline_offers)'
`;

/** The scripts by the names of their shells. */
export const completionScripts = { bash, zsh, fish };
