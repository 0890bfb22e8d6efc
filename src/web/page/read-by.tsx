import { useEffect } from 'preact/hooks';
import type { RoomView } from '../../model/room-view.ts';
import { partnersIn } from '../../talk/room-words.ts';
import { safeLine } from '../../talk/safe-text.ts';
import { textOf } from '../../texts/text-of.ts';
import { reachedBy } from '../receipts.ts';
import { useObserved } from './use-observed.ts';
import type { Visit } from './visit.ts';

/** Says of the reader's last message in a direct conversation who has read it, and who has it. */
export function ReadBy({
  visit,
  room,
  isOnline,
}: {
  readonly visit: Visit;
  readonly room: RoomView;
  readonly isOnline: boolean;
}) {
  const receipts = useObserved(visit.receipts.shown);
  const isDirect = partnersIn(room.name).length > 0 && room.room !== room.name;
  useEffect(() => {
    if (isDirect && isOnline) void visit.receipts.ask(room.room);
  }, [visit, room.room, isDirect, isOnline]);
  if (!isDirect) return null;
  const last = room.entries.list.findLast((one) => one.type === 'message');
  if (last?.type !== 'message' || !last.message.own) return null;
  const { read, delivered } = reachedBy(last.message.seq, receipts.get(room.room)?.values() ?? []);
  const words = [
    ...(read.length === 0 ? [] : [textOf('page.read-by', { names: listed(read) })]),
    ...(delivered.length === 0 ? [] : [textOf('page.delivered-to', { names: listed(delivered) })]),
  ];
  return <span class="read-by">{words.join(' · ')}</span>;
}

function listed(names: readonly string[]): string {
  return names.map(safeLine).join(', ');
}
