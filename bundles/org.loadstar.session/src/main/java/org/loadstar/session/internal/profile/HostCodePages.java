// SPDX-License-Identifier: EPL-2.0
package org.loadstar.session.internal.profile;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.loadstar.api.extension.ExtensionDTO;
import org.loadstar.api.session.HostCodePage;
import org.loadstar.guard.BadAnswerException;
import org.loadstar.guard.Extension;
import org.loadstar.guard.ExtensionGuard;
import org.loadstar.tn3270.codepage.CodePage;
import org.loadstar.tn3270.codepage.CodePages;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/**
 * The code pages that a profile can name: Loadstar's own, and those of services, each of which is
 * read into tables when it is wanted first. Thread-safe.
 */
public final class HostCodePages {
  private static final Duration TIMEOUT = Duration.ofSeconds(2);
  private static final String PREFIX = "service:";
  private static final int MAX_ID = 0xFFFF;
  private static final int MAX_ROW = 190;

  private final ExtensionGuard<HostCodePage> guard;
  private final Map<Extension<HostCodePage>, CodePage> read = new ConcurrentHashMap<>();

  /** None yet; {@code changed} is called when the report has changed. */
  public HostCodePages(Runnable changed) {
    guard = new ExtensionGuard<>("HostCodePage", HostCodePage.NAME, changed);
  }

  /** A service has come. */
  public void add(ServiceReference<HostCodePage> reference, BundleContext context) {
    guard.add(reference, context);
  }

  /** A service has gone; who uses its page keeps it. */
  public void remove(ServiceReference<HostCodePage> reference) {
    guard.remove(reference);
    read.keySet().retainAll(guard.extensions());
  }

  /**
   * The page that a profile names; fails with an {@link IllegalArgumentException} that says what is
   * allowed, or with what the service did wrong. Completes at once unless a service is to be read;
   * then on a guard thread.
   */
  public CompletableFuture<CodePage> find(String name) {
    Optional<CodePage> own = CodePages.named(name);
    if (own.isPresent()) {
      return CompletableFuture.completedFuture(own.get());
    }
    for (Extension<HostCodePage> extension : guard.extensions()) {
      if (name.equals(PREFIX + extension.property(HostCodePage.NAME))) {
        CodePage known = read.get(extension);
        return known != null ? CompletableFuture.completedFuture(known) : read(name, extension);
      }
    }
    List<String> services =
        guard.extensions().stream()
            .map(extension -> PREFIX + extension.property(HostCodePage.NAME))
            .toList();
    return CompletableFuture.failedFuture(
        new IllegalArgumentException(
            "codePage = '" + name + "' is wrong; allowed: " + allowed(services)));
  }

  private CompletableFuture<CodePage> read(String name, Extension<HostCodePage> extension) {
    return guard
        .call(extension, TIMEOUT, service -> tables(name, service))
        .whenComplete(
            (page, failure) -> {
              if (page != null) {
                read.put(extension, page);
              }
            });
  }

  private static CodePage tables(String name, HostCodePage service) throws BadAnswerException {
    CodePage page =
        CodePage.of(
            name,
            id("codePageId", service.codePageId()),
            id("characterSetId", service.characterSetId()),
            text("characters", service.characters(), CodePage.SIZE, CodePage.SIZE));
    if (service.doubleByteCodePageId() == 0) {
      return page;
    }
    String[] rows = new String[256];
    for (int first = CodePage.FIRST_GRAPHIC + 1; first < 0xFF; first++) {
      rows[first] = text("doubleByteCharacters", service.doubleByteCharacters(first), 0, MAX_ROW);
    }
    return page.withDoubleByte(
        id("doubleByteCodePageId", service.doubleByteCodePageId()),
        id("doubleByteCharacterSetId", service.doubleByteCharacterSetId()),
        first -> rows[first]);
  }

  private static int id(String what, int id) throws BadAnswerException {
    if (id < 1 || id > MAX_ID) {
      throw new BadAnswerException("returned " + id + " as " + what);
    }
    return id;
  }

  @SuppressWarnings("NullAway") // an extension may return what it must not
  private static String text(String what, String text, int least, int most)
      throws BadAnswerException {
    int length = Objects.requireNonNullElse(text, "").length();
    if (text == null || length < least || length > most) {
      throw new BadAnswerException(
          "returned " + (text == null ? "null" : length + " characters") + " as " + what);
    }
    return text;
  }

  /** What can be named, for messages. */
  static String allowed(List<String> services) {
    return String.join(", ", CodePages.names())
        + ", "
        + String.join(", ", CodePages.otherNames())
        + ", "
        + (services.isEmpty()
            ? PREFIX + "NAME of a HostCodePage service"
            : String.join(", ", services));
  }

  /** The services with their faults. */
  public List<ExtensionDTO> report() {
    return guard.report();
  }
}
