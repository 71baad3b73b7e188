// SPDX-License-Identifier: EPL-2.0
package org.loadstar.ui.internal.session;

import org.eclipse.osgi.util.NLS;

/** The texts of the view, from {@code messages.properties}. */
@SuppressWarnings("NullAway.Init") // NLS fills the fields by reflection.
final class Messages extends NLS {
  public static String area_clear;
  public static String area_insert;
  public static String area_ready;
  public static String area_typedAhead;
  public static String connecting;
  public static String ended;
  public static String failed;
  public static String leastLoaded;
  public static String noSessions;
  public static String title;

  static {
    NLS.initializeMessages("org.loadstar.ui.internal.session.messages", Messages.class);
  }

  private Messages() {}
}
