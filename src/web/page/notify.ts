import type { DesktopCall } from '../../talk/calls.ts';
import { isLookedAt } from './looks.ts';

/* Notifications of the browser: one for each room, which shows the last call there. */

const name = 'partyline.notifications';

/**
 * Does one thing with notifications at a time, in all tabs: a browser forgets a notification if its list is asked for
 * while it is being shown, and then no click on it leads anywhere.
 */
async function inTurn(work: () => Promise<void>): Promise<void> {
  if (navigator.locks === undefined) return work();
  await navigator.locks.request(name, work);
}

/**
 * Shows a call outside of the page, where the person has allowed it and looks at no tab of the page anyway.
 *
 * @param answer is called where the person clicks it and no service worker is told
 */
export async function notify(call: DesktopCall, answer: () => void): Promise<void> {
  if (!('Notification' in window) || Notification.permission !== 'granted') return;
  if (await isLookedAt()) return;
  const { title, text: body, message } = call;
  const tag = `partyline:${message.roomName}`;
  const options = { body, tag, renotify: true, icon: '/icon.svg', data: message };
  const worker = await navigator.serviceWorker?.getRegistration();
  if (worker?.active) {
    return inTurn(async () => {
      // Each tab has the message: one of them shows it.
      const shown = await worker.getNotifications({ tag });
      if (shown.some(({ data }) => data?.seq === message.seq)) return;
      await worker.showNotification(title, options);
    });
  }
  const notification = new Notification(title, options);
  notification.addEventListener('click', () => {
    window.focus();
    notification.close();
    answer();
  });
}

/** Takes away what is shown: the person looks at the page now. */
export async function takeNotificationsAway(): Promise<void> {
  const worker = await navigator.serviceWorker?.getRegistration();
  await inTurn(async () => {
    for (const notification of (await worker?.getNotifications()) ?? []) notification.close();
  });
}
