/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The table that scripts/gen-oui made, as it is; vendor.h has its format. */
	.section .rodata
	.balign	8
	.global	vendor_table
	.hidden	vendor_table
	.type	vendor_table, %object
vendor_table:
	.incbin	OUI_FILE
	.global	vendor_table_end
	.hidden	vendor_table_end
vendor_table_end:
	.size	vendor_table, . - vendor_table
	.section .note.GNU-stack, "", %progbits
