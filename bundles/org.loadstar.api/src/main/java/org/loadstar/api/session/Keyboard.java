// SPDX-License-Identifier: EPL-2.0
package org.loadstar.api.session;

import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The keyboard of a session. Calls take effect in the order in which they are made; a stage
 * completes when its call took effect or was refused. Thread-safe; nothing blocks.
 *
 * <p>A session's own keyboard has type-ahead: what is typed while the host has the keyboard locked
 * waits, at most 1024 keys, until the host restores it. What waits is dropped, with the reason in
 * its {@link KeyResult}, when a key before it is refused, by {@link Key#RESET} (which unlocks the
 * keyboard only when nothing waits) and when the connection is lost. A stage that is cancelled or
 * completed by its owner, as {@code orTimeout} does, is dropped as well. {@link
 * Session#withoutTypeAhead()} refuses at once instead.
 */
@ProviderType
public interface Keyboard {
  /**
   * Types text at the cursor, by the rules of protected and numeric fields. It stops at the first
   * character that is refused.
   *
   * @param text must not change until the stage completes; a password may be wiped then
   */
  CompletionStage<KeyResult> type(CharSequence text);

  /** Presses a key. */
  CompletionStage<KeyResult> press(Key key);

  /** Moves the cursor to a row and column, both counted from 0. */
  CompletionStage<KeyResult> moveTo(int row, int column);

  /**
   * Replaces what an input field holds; the cursor is behind the text then. All or nothing: refused
   * where the field is protected or not there any more, too short, or numeric and the text is not.
   *
   * @param text must not change until the stage completes
   */
  CompletionStage<KeyResult> fill(ScreenField field, CharSequence text);

  /**
   * Replaces what the first input field with that label holds, as {@link
   * ScreenSnapshot#field(String)} finds it on the screen of the moment.
   *
   * @param text must not change until the stage completes
   */
  CompletionStage<KeyResult> fill(String label, CharSequence text);
}
