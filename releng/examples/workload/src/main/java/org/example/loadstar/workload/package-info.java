/** A workload manager as a third party would write it: its administrator types the weights. */
@NullMarked
package org.example.loadstar.workload;

import org.jspecify.annotations.NullMarked;
