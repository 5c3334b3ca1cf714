export { type FakeGadget, type FakeGadgetOptions, type HeardCall, openFakeGadget } from './fake-gadget.ts'
export { type Manners, type Misdeed, misdeedNames, type Outgoing } from './misdeeds.ts'
