// SPDX-License-Identifier: EPL-2.0
package org.loadstar.launcher.configuration;

/**
 * One thing that is wrong with a configuration.
 *
 * @param key the key; empty where it concerns the whole
 * @param message names the key, the value and what is allowed
 */
public record Fault(String key, String message) {
  @Override
  public String toString() {
    return message;
  }
}
