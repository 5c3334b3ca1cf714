const encoder = new TextEncoder()
/** What is no UTF-8 becomes U+FFFD, and nothing is left out. */
const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

export const bytesOf = (text: string): Uint8Array => encoder.encode(text)
export const textOf = (bytes: Uint8Array): string => decoder.decode(bytes)
