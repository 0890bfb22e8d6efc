import type { DesktopCall } from '../../talk/calls.ts';
import { isLookedAt } from './looks.ts';

/* Notifications of the browser: one for each room, which shows the last call there. */

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
    // Each tab has the message: one of them shows it.
    const shown = await worker.getNotifications({ tag });
    if (shown.some(({ data }) => data?.seq === message.seq)) return;
    await worker.showNotification(title, options);
    return;
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
  for (const notification of (await worker?.getNotifications()) ?? []) notification.close();
}
