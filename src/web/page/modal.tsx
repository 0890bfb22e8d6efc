import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { textOf } from '../../texts/text-of.ts';

/** Something in front of everything else, until it is closed: by its button, by Esc, or by a click beside it. */
export function Modal({
  title,
  isWide = false,
  onClose,
  children,
}: {
  readonly title: string;
  readonly isWide?: boolean;
  onClose(): void;
  readonly children: ComponentChildren;
}) {
  const box = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const opened = document.activeElement;
    box.current?.showModal();
    return () => {
      if (opened instanceof HTMLElement && opened.isConnected) opened.focus();
    };
  }, []);
  return (
    <dialog
      ref={box}
      class={isWide ? 'modal wide' : 'modal'}
      aria-label={title}
      onClose={onClose}
      onMouseDown={(event) => {
        if (event.target !== box.current) return;
        event.preventDefault();
        onClose();
      }}
    >
      <header>
        <h2>{title}</h2>
        <button type="button" class="plain" aria-label={textOf('page.close')} onClick={onClose}>
          ✕
        </button>
      </header>
      <div class="content">{children}</div>
    </dialog>
  );
}
