/** Drivers that draw with the processor: a gadget that moves would take all of it. */
const SOFTWARE = /swiftshader|llvmpipe|softpipe|software|basic render/i

/** Whether this browser draws solid things by graphics hardware (WebGL 2). */
export function hasGraphics(): boolean {
  const context = document.createElement('canvas').getContext('webgl2', { failIfMajorPerformanceCaveat: true })
  if (!context) return false
  const named = context.getExtension('WEBGL_debug_renderer_info')
  const driver: unknown = context.getParameter(named ? named.UNMASKED_RENDERER_WEBGL : context.RENDERER)
  context.getExtension('WEBGL_lose_context')?.loseContext()
  return !SOFTWARE.test(String(driver))
}
