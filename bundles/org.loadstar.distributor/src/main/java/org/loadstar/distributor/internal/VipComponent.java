// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.internal;

import java.util.Map;
import org.loadstar.guard.ConfiguredValues;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/** Hands each configuration of a distributed address to the distributor. */
@Component(
    service = {},
    configurationPid = VipSettings.PID,
    configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = VipConfig.class, factory = true)
public final class VipComponent {
  private final Distribution distribution;
  private final String name;

  /** Called by Declarative Services. */
  @Activate
  public VipComponent(
      @Reference(name = "distributor") DistributorComponent distributor,
      VipConfig config,
      Map<String, Object> properties) {
    distribution = distributor.distribution();
    name = new ConfiguredValues(properties).name(VipSettings.PID);
    modified(config, properties);
  }

  @Modified
  void modified(VipConfig config, Map<String, Object> properties) {
    VipSettings read;
    try {
      read = VipSettings.of(config, properties);
    } catch (IllegalArgumentException e) {
      distribution.wrong(VipSettings.PID + "~" + name, String.valueOf(e.getMessage()));
      return;
    }
    distribution.address(name, read);
  }

  /** Called by Declarative Services. */
  @Deactivate
  public void close() {
    distribution.addressGone(name);
  }
}
