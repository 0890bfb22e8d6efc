import { activeRoom } from '../../model/active-room.ts';
import { currentRoom } from '../../model/talk-state.ts';
import { isFirstUnread } from '../../model/unread-rule.ts';
import type { PageAction } from '../shortcuts.ts';
import type { Page } from './page.ts';
import type { Visit } from './visit.ts';

/** Widths at which the lists stand beside the messages; the style sheet has the same. */
const besideAt = { rooms: '(min-width: 720px)', members: '(min-width: 1100px)' } as const;

/** Does what keys and buttons mean; tells whether there was anything to do. */
export function doAction(action: PageAction, page: Page, visit: Visit): boolean {
  const { state } = visit;
  switch (action) {
    case 'switch-room':
      page.dialog.set({ type: 'switcher' });
      return true;
    case 'search':
      page.dialog.set({ type: 'search' });
      return true;
    case 'help':
      visit.screen.enter('/keys');
      return true;
    case 'room-next':
      return step(page, visit, 1);
    case 'room-previous':
      return step(page, visit, -1);
    case 'room-active':
      return turnTo(page, visit, activeRoom(state));
    case 'first-unread':
      return toFirstUnread(page, visit);
    case 'list-rooms':
      return toggle('rooms', page, visit);
    case 'list-members':
      return toggle('members', page, visit);
    case 'page-up':
    case 'page-down':
      return scroll(action === 'page-up' ? -1 : 1);
    case 'oldest':
      return scroll(Number.NEGATIVE_INFINITY);
    case 'newest':
      visit.screen.dispatch({ type: 'scrolled', scroll: undefined });
      if (!currentRoom(state).entries.isLive) visit.stage.fetch('instead');
      return true;
    default:
      return turnTo(page, visit, state.order[Number(action.slice('room-'.length)) - 1]);
  }
}

function turnTo(page: Page, visit: Visit, id: string | undefined): boolean {
  const room = visit.state.rooms.get(id ?? '');
  if (room === undefined) return false;
  page.turnTo(visit, room.name);
  return true;
}

function step(page: Page, visit: Visit, by: 1 | -1): boolean {
  const { order, current } = visit.state;
  return turnTo(page, visit, order[(order.indexOf(current) + by + order.length) % order.length]);
}

function toFirstUnread(page: Page, visit: Visit): boolean {
  const room = currentRoom(visit.state);
  const first = room.entries.list.find((_, place) => isFirstUnread(room, place));
  if (first?.type !== 'message') return false;
  page.wanted.set(first.message.seq);
  return true;
}

function toggle(list: 'rooms' | 'members', page: Page, visit: Visit): boolean {
  if (matchMedia(besideAt[list]).matches) {
    const isShown = visit.state.lists[list] === false;
    visit.screen.dispatch({ type: 'list', list, isShown });
  } else page.drawer.set(page.drawer.value === list ? undefined : list);
  return true;
}

/** Scrolls by so many heights of the list. */
function scroll(heights: number): boolean {
  const box = document.querySelector('.messages');
  if (box === null) return false;
  const by = heights * box.clientHeight * 0.9;
  box.scrollTop = Number.isFinite(by) ? box.scrollTop + by : 0;
  return true;
}
