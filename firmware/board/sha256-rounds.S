; The rounds of SHA-256 (FIPS 180-4, 6.2.2), 1.3 ms a block: most of a press is this.
;
; void sha256Rounds(uint32_t work[12], uint32_t words[16])   as in core/sha256-rounds.cpp
;
; a to h are never moved from one to the next: each round writes its new a below them and slides down by one, and after
; four rounds all eight go back up. A turn by n bits is one by whole bytes, which costs nothing, and one by at most
; three bits.
;
;   Y          a to h                     r18-r21    T, the sum
;   r2:r3      words                      r22-r25    B, a word and its turns to the right
;   r12:r13    the next constant          r8-r11     D, the same word, turned to the left
;   r14        offset of the word         r4-r7      C, what turns are put together in
;   r17        rounds to go               r16, r0    for a moment

.macro each_byte operation, to0, to1, to2, to3, from0, from1, from2, from3
  \operation \to0, \from0
  \operation \to1, \from1
  \operation \to2, \from2
  \operation \to3, \from3
.endm

.macro right_B
  bst r22, 0
  ror r25
  ror r24
  ror r23
  ror r22
  bld r25, 7
.endm

.macro left_D
  lsl r8
  rol r9
  rol r10
  rol r11
  adc r8, r1
.endm

.macro copy_B_to_D
  movw r8, r22
  movw r10, r24
.endm

.macro add_C_to_T
  add r18, r4
  adc r19, r5
  adc r20, r6
  adc r21, r7
.endm

.macro load_B_from_Y offset
  ldd r22, Y+\offset
  ldd r23, Y+\offset+1
  ldd r24, Y+\offset+2
  ldd r25, Y+\offset+3
.endm

.macro load_T_from_Z
  ld r18, Z
  ldd r19, Z+1
  ldd r20, Z+2
  ldd r21, Z+3
.endm

; T += g ^ (e & (f ^ g)), one byte of it; neither eor nor and changes the carry
.macro add_choice byte, operation, sum
  ldd r22, Y+20+\byte
  ldd r23, Y+24+\byte
  eor r22, r23
  ldd r24, Y+16+\byte
  and r22, r24
  eor r22, r23
  \operation \sum, r22
.endm

; T += (a & b) | (c & (a | b)), one byte of it
.macro add_majority byte, operation, sum
  ldd r22, Y+\byte
  ldd r23, Y+4+\byte
  mov r24, r22
  and r22, r23
  or r24, r23
  ldd r23, Y+8+\byte
  and r24, r23
  or r22, r24
  \operation \sum, r22
.endm

.macro add_to_d byte, operation, sum
  ldd r16, Y+12+\byte
  \operation r16, \sum
  std Y+12+\byte, r16
.endm

.macro add_h byte, operation, sum
  ldd r16, Y+28+\byte
  \operation \sum, r16
.endm

.macro add_constant operation, sum
  lpm r16, Z+
  \operation \sum, r16
.endm

.section .text.sha256Rounds, "ax", @progbits

; B = the word r16 bytes after the one at r14, of the sixteen in a circle
word_after:
  add r16, r14
  andi r16, 60
  movw r26, r2
  add r26, r16
  adc r27, r1
  ld r22, X+
  ld r23, X+
  ld r24, X+
  ld r25, X+
  ret

.global sha256Rounds
.type sha256Rounds, @function
sha256Rounds:
  .irp saved, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 16, 17, 28, 29
  push r\saved
  .endr
  movw r28, r24
  adiw r28, 16
  movw r2, r22
  ldi r16, lo8(SHA256_CONSTANTS)
  mov r12, r16
  ldi r16, hi8(SHA256_CONSTANTS)
  mov r13, r16
  clr r14
  ldi r17, 64

round:
  movw r30, r2
  add r30, r14
  adc r31, r1
  load_T_from_Z
  cpi r17, 49
  brlo schedule
  rjmp add_word

schedule:
  ldi r16, 56
  rcall word_after
  right_B
  movw r4, r24
  movw r6, r22
  right_B
  eor r4, r23
  eor r5, r24
  mov r16, r25
  andi r16, 0x3f
  eor r6, r16
  right_B
  each_byte eor, r4, r5, r6, r7, r24, r25, r22, r23
  add_C_to_T

  ldi r16, 4
  rcall word_after
  copy_B_to_D
  left_D
  each_byte mov, r4, r5, r6, r7, r9, r10, r11, r8
  right_B
  right_B
  each_byte eor, r4, r5, r6, r7, r24, r25, r22, r23
  right_B
  mov r16, r25
  andi r16, 0x1f
  each_byte eor, r4, r5, r6, r7, r22, r23, r24, r16
  add_C_to_T

  ldi r16, 36
  rcall word_after
  add r18, r22
  adc r19, r23
  adc r20, r24
  adc r21, r25
  st Z, r18
  std Z+1, r19
  std Z+2, r20
  std Z+3, r21

add_word:
  movw r30, r12
  add_constant add, r18
  add_constant adc, r19
  add_constant adc, r20
  add_constant adc, r21
  movw r12, r30
  add_h 0, add, r18
  add_h 1, adc, r19
  add_h 2, adc, r20
  add_h 3, adc, r21

  load_B_from_Y 16
  copy_B_to_D
  left_D
  left_D
  each_byte mov, r4, r5, r6, r7, r9, r10, r11, r8
  right_B
  each_byte eor, r4, r5, r6, r7, r25, r22, r23, r24
  right_B
  right_B
  each_byte eor, r4, r5, r6, r7, r23, r24, r25, r22
  add_C_to_T
  add_choice 0, add, r18
  add_choice 1, adc, r19
  add_choice 2, adc, r20
  add_choice 3, adc, r21

  add_to_d 0, add, r18
  add_to_d 1, adc, r19
  add_to_d 2, adc, r20
  add_to_d 3, adc, r21

  load_B_from_Y 0
  copy_B_to_D
  right_B
  right_B
  movw r4, r22
  movw r6, r24
  left_D
  left_D
  each_byte eor, r4, r5, r6, r7, r11, r8, r9, r10
  left_D
  each_byte eor, r4, r5, r6, r7, r10, r11, r8, r9
  add_C_to_T
  add_majority 0, add, r18
  add_majority 1, adc, r19
  add_majority 2, adc, r20
  add_majority 3, adc, r21

  sbiw r28, 4
  st Y, r18
  std Y+1, r19
  std Y+2, r20
  std Y+3, r21
  ldi r16, 4
  add r14, r16
  ldi r16, 60
  and r14, r16
  dec r17
  mov r16, r17
  andi r16, 3
  breq back_up
  rjmp round

back_up:
  movw r26, r28
  adiw r26, 32
  movw r30, r28
  adiw r30, 48
  ldi r16, 32
next_byte:
  ld r0, -X
  st -Z, r0
  dec r16
  brne next_byte
  adiw r28, 16
  tst r17
  breq done
  rjmp round

done:
  .irp saved, 29, 28, 17, 16, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2
  pop r\saved
  .endr
  ret
.size sha256Rounds, .-sha256Rounds
