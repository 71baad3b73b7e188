/**
 * Extensions that do everything wrong, to show that they harm nobody but themselves. Not
 * null-marked, because returning null is one of the wrongs.
 */
package org.example.loadstar.unruly;
