// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.screen;

/**
 * A field as it was when asked for.
 *
 * @param start address of its first position, the one after the attribute (it may wrap to 0)
 * @param length number of positions, without the attribute; 0 when another attribute follows
 * @param attribute the stored field attribute, see {@link FieldAttribute}
 */
public record Field(int start, int length, int attribute) {
  public boolean isProtected() {
    return FieldAttribute.isProtected(attribute);
  }

  public boolean isNumeric() {
    return FieldAttribute.isNumeric(attribute);
  }

  public boolean isNonDisplay() {
    return FieldAttribute.isNonDisplay(attribute);
  }

  public boolean isIntensified() {
    return FieldAttribute.isIntensified(attribute);
  }

  public boolean isModified() {
    return FieldAttribute.isModified(attribute);
  }
}
