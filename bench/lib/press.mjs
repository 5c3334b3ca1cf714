import { pressMac } from '@boss-deployer/protocol/gadget'

/** A press signed as a gadget signs it. */
export function pressFor(pressKey, { gadget, counter, action, uuid }) {
  return { gadget, counter, action, uuid, mac: pressMac(pressKey, { gadget, counter, action, target: uuid }) }
}
