import { createHash } from 'node:crypto'

/** What a gadget's board is told over its USB serial. Addresses are IPv4. */
export interface Provisioning {
  readonly id: string
  readonly gate: string
  readonly macKey: string
  readonly pressKey: string
  /** Its place in the network; null: asked for by DHCP. */
  readonly network: { readonly ip: string; readonly mask: string; readonly gateway: string } | null
  /** `ip` null: asked for by mDNS. */
  readonly server: { readonly ip: string | null; readonly port: number }
  /** Where it listens. */
  readonly port: number
  readonly isMuted: boolean
  /** The access point of a board with a modem, and its password; null where it has none. */
  readonly wifi?: { readonly ssid: string; readonly password: string | null } | undefined
}

/** The lines that make a board this gadget, in the order in which they are said (firmware/README.md, "Provisioning"). */
export function provisioningLines(it: Provisioning): readonly string[] {
  // An address that nobody has bought, told by its second bit (IEEE 802, 8.4).
  const hardware = `02bd${createHash('sha256').update(it.id).digest('hex').slice(0, 8)}`
  return [
    ...[`set id ${it.id}`, `set gate ${it.gate}`, `set mac_key ${it.macKey}`, `set press_key ${it.pressKey}`],
    ...networkLines(it),
    ...[`set server ${it.server.ip ?? 'mdns'}`, `set server_port ${it.server.port}`, `set port ${it.port}`],
    ...[`set hardware ${hardware}`, `set muted ${it.isMuted ? 1 : 0}`, ...wifiLines(it), 'seal'],
  ]
}

function wifiLines({ wifi }: Provisioning): readonly string[] {
  return wifi ? [`set ssid ${wifi.ssid}`, `set password ${wifi.password ?? 'none'}`] : []
}

function networkLines({ network }: Provisioning): readonly string[] {
  if (network === null) return ['set ip dhcp']
  return [`set ip ${network.ip}`, `set mask ${network.mask}`, `set gateway ${network.gateway}`]
}
