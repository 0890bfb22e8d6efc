/** Shows a text outside of the page, where the person has allowed it and does not look at the page anyway. */
export function notify(text: string): void {
  if (document.hasFocus() || !('Notification' in window)) return;
  if (Notification.permission !== 'granted') return;
  try {
    const notification = new Notification(text.replace(/^Partyline: /, ''), {
      icon: '/icon.svg',
      tag: 'partyline',
    });
    notification.addEventListener('click', () => {
      window.focus();
      notification.close();
    });
  } catch {
    // Phones show only those of a service worker.
    void navigator.serviceWorker?.ready.then((worker) =>
      worker.showNotification(text, { icon: '/icon.svg', tag: 'partyline' }),
    );
  }
}
