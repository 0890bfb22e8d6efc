import { Box, type BoxProps, type DOMElement } from 'ink';
import { createElement as element, type ReactElement, useLayoutEffect, useRef } from 'react';
import { currentRoom, type TalkState } from '../../model/talk-state.ts';
import type { Drawing, Size } from './drawing.ts';
import type { InputRows } from './input-rows.ts';
import { statusRow, titleRow } from './line-rows.ts';
import {
  memberListColumns,
  memberRows,
  roomLineRow,
  roomListColumns,
  roomListRows,
} from './list-rows.ts';
import { leastMessageColumns, listsShown } from './lists-shown.ts';
import type { PaintedPane, Rectangle } from './painter.ts';
import { roomRows } from './room-rows.ts';
import { type Row, rowOf } from './row.ts';

/* The views of the full screen: Ink gives each pane its place, and the pane its rows. */

/** The panes of the screen, by name. */
export type Panes = Map<string, PaintedPane>;

/** Everything that is shown. */
export interface ScreenViewProps {
  readonly state: TalkState;
  readonly size: Size;
  readonly drawing: Drawing;
  readonly input: InputRows;
  /** What the last key began, in words; empty for nothing. */
  readonly hint: string;
  /** Gets the panes when they have their places. */
  readonly panes: Panes;
}

/** The whole screen. */
export function ScreenView(props: ScreenViewProps): ReactElement {
  const { state, size, drawing, input, hint, panes } = props;
  const { columns, rows } = size;
  const shown = listsShown(state, size);
  const room = currentRoom(state);
  const pane = (name: string, place: BoxProps, draw: (size: Size) => readonly Row[]) =>
    element(Pane, { key: name, name, place, draw, panes });
  const separator = (name: string) =>
    pane(name, { width: 1 }, (inside) => {
      const row = rowOf(drawing.style.faint('│'), 1);
      return Array.from({ length: inside.rows }, () => row);
    });
  const members = Math.min(memberListColumns(state), columns - leastMessageColumns);
  const list = Math.min(roomListColumns(state), columns - leastMessageColumns);
  return element(
    Box,
    { flexDirection: 'column', width: columns, height: rows },
    pane('title', { height: 1 }, (inside) => [titleRow(state, inside.columns, drawing)]),
    element(
      Box,
      { key: 'middle', flexDirection: 'row', flexGrow: 1 },
      shown.rooms &&
        pane('rooms', { width: list }, (inside) => roomListRows(state, inside, drawing)),
      shown.rooms && separator('left'),
      pane('messages', { flexGrow: 1 }, (inside) => roomRows(room, inside, drawing)),
      shown.members && separator('right'),
      shown.members &&
        pane('members', { width: members }, (inside) => memberRows(state, inside, drawing)),
    ),
    !shown.rooms &&
      pane('room-line', { height: 1 }, (inside) => [roomLineRow(state, inside.columns, drawing)]),
    pane('status', { height: 1 }, (inside) => [statusRow(state, hint, inside.columns, drawing)]),
    pane('input', { height: input.rows.length }, () => input.rows),
  );
}

interface PaneProps {
  readonly name: string;
  readonly place: BoxProps;
  readonly panes: Panes;
  draw(size: Size): readonly Row[];
}

/** A part of the screen: a box for Ink, which has a place when it is laid out, and gets its rows then. */
function Pane({ name, place, draw, panes }: PaneProps): ReactElement {
  const box = useRef<DOMElement>(null);
  useLayoutEffect(() => {
    const laidOut = box.current && rectangleOf(box.current);
    if (laidOut) panes.set(name, { place: laidOut, rows: draw(laidOut) });
    return () => {
      panes.delete(name);
    };
  });
  return element(Box, { ref: box, flexShrink: 0, ...place });
}

function rectangleOf(box: DOMElement): Rectangle {
  let [x, y] = [0, 0];
  for (let node: DOMElement | undefined = box; node?.yogaNode; node = node.parentNode) {
    x += node.yogaNode.getComputedLeft();
    y += node.yogaNode.getComputedTop();
  }
  const columns = box.yogaNode?.getComputedWidth() ?? 0;
  return { x, y, columns, rows: box.yogaNode?.getComputedHeight() ?? 0 };
}
