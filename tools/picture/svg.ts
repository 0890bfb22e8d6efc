/** A screen to draw: rows of text with colours as SGR sequences. */
export interface PaintedScreen {
  readonly title: string;
  readonly text: string;
}

const cell = { width: 7.8, height: 17 };
const margin = 14;
const titleHeight = 26;

/** Colours of the SGR parameters 30 to 37 and 90 to 97, readable on the dark ground. */
const palette = [
  '#6b7280',
  '#f87171',
  '#4ade80',
  '#facc15',
  '#60a5fa',
  '#e879f9',
  '#22d3ee',
  '#e5e7eb',
];

/** Draws terminal screens one below the other as an SVG picture, each `columns` wide. */
export function drawScreens(screens: readonly PaintedScreen[], columns: number): string {
  const width = Math.ceil(columns * cell.width + 2 * margin);
  const drawn: string[] = [];
  let top = 0;
  for (const screen of screens) {
    const rows = screen.text.trimEnd().split('\n');
    drawn.push(drawScreen(screen.title, rows, top, width));
    top += titleHeight + rows.length * cell.height + 2 * margin;
  }
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${top}" width="${width}" height="${top}" font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, monospace" font-size="13">`,
    '<title>Two terminals: a person on a line, and its operator</title>',
    ...drawn,
    '</svg>',
    '',
  ].join('\n');
}

function drawScreen(title: string, rows: readonly string[], top: number, width: number): string {
  const height = titleHeight + rows.length * cell.height + margin;
  const lines = rows.map((row, index) => {
    const y = top + titleHeight + margin + index * cell.height;
    return `<text x="${margin}" y="${y}" fill="#e5e7eb" xml:space="preserve">${drawRow(row)}</text>`;
  });
  return [
    `<rect x="0" y="${top}" width="${width}" height="${height}" rx="8" fill="#111827"/>`,
    `<text x="${margin}" y="${top + 18}" fill="#9ca3af" font-weight="bold">${inXml(title)}</text>`,
    ...lines,
  ].join('\n');
}

interface Look {
  colour: string | undefined;
  bold: boolean;
  faint: boolean;
}

/** One row: its runs between SGR sequences, each in the look it has there. */
function drawRow(row: string): string {
  const look: Look = { colour: undefined, bold: false, faint: false };
  return row
    .split('\u001b[')
    .map((part, index) => {
      const [, parameters = '', text = part] = (index > 0 && /^([0-9;]*)m(.*)$/.exec(part)) || [];
      for (const parameter of parameters.split(';')) {
        if (index > 0) change(look, Number(parameter));
      }
      return drawRun(text, look);
    })
    .join('');
}

function change(look: Look, parameter: number): void {
  if (parameter === 0) Object.assign(look, { colour: undefined, bold: false, faint: false });
  else if (parameter === 1) look.bold = true;
  else if (parameter === 2) look.faint = true;
  else if (parameter === 22) Object.assign(look, { bold: false, faint: false });
  else if (parameter === 39) look.colour = undefined;
  else if (parameter >= 30 && parameter <= 37) look.colour = palette[parameter - 30];
  else if (parameter >= 90 && parameter <= 97) look.colour = palette[parameter - 90];
}

function drawRun(text: string, { colour, bold, faint }: Look): string {
  if (text === '') return '';
  const attributes = [
    colour === undefined ? '' : ` fill="${colour}"`,
    bold ? ' font-weight="bold"' : '',
    faint ? ' opacity="0.6"' : '',
  ].join('');
  return attributes === '' ? inXml(text) : `<tspan${attributes}>${inXml(text)}</tspan>`;
}

function inXml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
