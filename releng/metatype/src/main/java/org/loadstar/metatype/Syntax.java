// SPDX-License-Identifier: EPL-2.0
package org.loadstar.metatype;

import aQute.bnd.annotation.xml.XMLAttribute;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The syntax of a configuration key's value, or of each of its values. It becomes an extension
 * attribute of the key's definition in the Metatype file (OSGi Compendium 105.8), so that a
 * configuration can be checked without the component that it is for.
 */
@XMLAttribute(
    namespace = "https://loadstar.org/xmlns/syntax/v1.0.0",
    prefix = "syntax",
    mapping = {"value=pattern"})
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.METHOD)
public @interface Syntax {
  /** A regular expression that the stripped text matches as a whole. */
  String value();

  /** What is allowed, in words, for the message that refuses a value. */
  String allowed();
}
