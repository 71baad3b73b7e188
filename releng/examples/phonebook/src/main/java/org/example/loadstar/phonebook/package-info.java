/** Servers from a list, and a favourite among them. */
@NullMarked
package org.example.loadstar.phonebook;

import org.jspecify.annotations.NullMarked;
