// SPDX-License-Identifier: EPL-2.0
/** What every data plane must do, and a plane that sees the packets of clients only. */
package org.loadstar.distributor.contract;
