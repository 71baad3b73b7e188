// SPDX-License-Identifier: EPL-2.0
package org.loadstar.ui.internal.servers;

import org.eclipse.osgi.util.NLS;

/** The texts of the view, from {@code messages.properties}. */
@SuppressWarnings("NullAway.Init") // NLS fills the fields by reflection.
final class Messages extends NLS {
  public static String age_days;
  public static String age_hours;
  public static String age_minutes;
  public static String age_seconds;
  public static String column_address;
  public static String column_age;
  public static String column_load;
  public static String column_name;
  public static String column_pools;
  public static String column_scopes;
  public static String column_security;
  public static String column_source;
  public static String column_why;
  public static String filter;
  public static String load_unknown;
  public static String name_unknown;
  public static String security_clear;
  public static String security_signed;
  public static String status_found;
  public static String status_noDiscovery;
  public static String status_none;
  public static String status_searching;
  public static String status_tried;

  static {
    NLS.initializeMessages("org.loadstar.ui.internal.servers.messages", Messages.class);
  }

  private Messages() {}
}
