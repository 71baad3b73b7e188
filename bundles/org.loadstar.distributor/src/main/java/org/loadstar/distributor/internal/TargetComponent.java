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

/** Hands each configuration of a target to the distributor. */
@Component(
    service = {},
    configurationPid = TargetSettings.PID,
    configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = TargetConfig.class, factory = true)
public final class TargetComponent {
  private final Distribution distribution;
  private final String name;

  /** Called by Declarative Services. */
  @Activate
  public TargetComponent(
      @Reference(name = "distributor") DistributorComponent distributor,
      TargetConfig config,
      Map<String, Object> properties) {
    distribution = distributor.distribution();
    name = new ConfiguredValues(properties).name(TargetSettings.PID);
    modified(config, properties);
  }

  @Modified
  void modified(TargetConfig config, Map<String, Object> properties) {
    TargetSettings read;
    try {
      read = TargetSettings.of(config, properties);
    } catch (IllegalArgumentException e) {
      distribution.wrong(TargetSettings.PID + "~" + name, String.valueOf(e.getMessage()));
      return;
    }
    distribution.target(name, read);
  }

  /** Called by Declarative Services. */
  @Deactivate
  public void close() {
    distribution.target(name, null);
  }
}
