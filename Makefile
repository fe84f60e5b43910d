# SPDX-License-Identifier: GPL-2.0-or-later
#
# Every entry point: make help. Everything built goes into $(BUILD); building needs no root and no
# network once `make setup` installed what is missing.

BUILD ?= build
PREFIX ?= /usr/local
IFACE ?=
V ?= 0

ifeq ($(origin CC),default)
CC := gcc
endif
CLANG ?= clang
BPFTOOL ?= bpftool
LLVM_STRIP ?= llvm-strip
PKG_CONFIG ?= pkg-config

PACKAGES := libbpf libelf zlib libevent_core libevent_extra json-c libmnl libpcap

# CFLAGS, CPPFLAGS and LDFLAGS are the caller's, as with
#   make check-unit BUILD=/tmp/asan CPPFLAGS=-U_FORTIFY_SOURCE \
#        CFLAGS='-O1 -g -fsanitize=address,undefined -fno-sanitize-recover -Wno-error'
CFLAGS ?= -O2 -g
ALL_CPPFLAGS := -D_GNU_SOURCE -D_FORTIFY_SOURCE=2 -Iinclude -Iuser -I$(BUILD) -I$(BUILD)/bpf \
		$(shell $(PKG_CONFIG) --cflags $(PACKAGES) 2>/dev/null) $(CPPFLAGS)
ALL_CFLAGS := -std=gnu11 -Wall -Wextra -Wshadow -Wconversion -Wno-sign-conversion -Werror \
	      -fstack-protector-strong -fPIE $(CFLAGS)
ALL_LDFLAGS := -pie -Wl,-z,relro,-z,now -Wl,--as-needed $(LDFLAGS)
ALL_LDLIBS := $(shell $(PKG_CONFIG) --libs $(PACKAGES) 2>/dev/null) -lm $(LDLIBS)
BPF_CFLAGS := -O2 -g -target bpf -mcpu=v3 -Wall -Wextra -Werror -Iinclude -Ibpf -Ivmlinux \
	      -idirafter /usr/include
FUZZ_CFLAGS := -std=gnu11 -O1 -g -Wall -fsanitize=address,undefined \
	       -fno-sanitize-recover=undefined -U_FORTIFY_SOURCE

# The two-column log; V=1 shows the commands instead.
ifeq ($(V),1)
Q :=
say =
else
Q := @
say = @printf '  %-8s %s\n' "$(1)" "$(2)"
endif

SOURCES := $(sort $(shell find user -name '*.c' -o -name '*.S'))
OBJECTS := $(patsubst %,$(BUILD)/%.o,$(basename $(SOURCES)))
LIBRARY := $(BUILD)/sixwatch.a
BPF_SOURCES := $(wildcard bpf/*.bpf.c tests/bench/*.bpf.c tests/tools/*.bpf.c)
SKELETONS := $(patsubst %.bpf.c,$(BUILD)/%.skel.h,$(BPF_SOURCES))

# What is built of a folder of tests: $(call programs,pattern).
programs = $(patsubst %.c,$(BUILD)/%,$(filter-out %.bpf.c,$(sort $(wildcard $(1)))))
UNIT_TESTS := $(call programs,tests/unit/test_*.c)
PROG_TESTS := $(call programs,tests/prog/test_*.c)
KERNEL_TESTS := $(call programs,tests/kernels/test_*.c)
TOOLS := $(call programs,tests/tools/*.c)
BENCHES := $(call programs,tests/bench/*.c)
FUZZERS := $(call programs,tests/fuzz/fuzz_*.c)
CMOCKA_TESTS := $(UNIT_TESTS) $(PROG_TESTS) $(KERNEL_TESTS)
TEST_OBJECTS := $(patsubst %.c,$(BUILD)/%.o,$(wildcard tests/lib/*.c))
TEST_LIBRARY := $(BUILD)/tests/lib.a
GOLDEN_TESTS := $(sort $(wildcard tests/golden/*.t))
LAB_TESTS := $(sort $(wildcard tests/lab/*.t))
BOOT_TESTS := $(sort $(wildcard tests/kernels/*.t))

.DELETE_ON_ERROR:
.SECONDARY:
.PHONY: all setup setup-tests run demo tests check check-unit check-lab check-kernels bench fuzz \
	lint format install clean help toolchain

all: $(BUILD)/sixwatch ## build the program: build/sixwatch (the default)

# One line in place of a page of errors when something to build with is missing.
MISSING := $(shell for tool in $(CC) $(CLANG) $(BPFTOOL) $(LLVM_STRIP) $(PKG_CONFIG) python3; do \
		command -v $$tool >/dev/null || PATH=$$PATH:/usr/sbin command -v $$tool >/dev/null || \
		echo $$tool; done; \
	for package in $(PACKAGES); do \
		$(PKG_CONFIG) --exists $$package 2>/dev/null || echo $$package; done)
# bpftool is in /usr/sbin, which is not in everybody's path.
export PATH := $(PATH):/usr/sbin

toolchain:
ifneq ($(MISSING),)
	@echo 'missing: $(MISSING); run: make setup' >&2; exit 1
endif
	@:

$(BUILD)/sixwatch: $(BUILD)/user/main.o $(LIBRARY)
	$(call say,LINK,$@)
	$(Q)$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) $^ $(ALL_LDLIBS) -o $@

$(LIBRARY): $(filter-out $(BUILD)/user/main.o,$(OBJECTS))
	$(call say,AR,$@)
	$(Q)rm -f $@
	$(Q)$(AR) rcs $@ $^

define compile
	$(call say,CC,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) -MMD -MP -c $< -o $@
endef

$(BUILD)/user/%.o: user/%.c | $(BUILD)/bpf/sixwatch.skel.h toolchain
	$(compile)

$(BUILD)/tests/%.o: ALL_CPPFLAGS += -Itests/lib
$(BUILD)/tests/%.o: tests/%.c | $(SKELETONS) toolchain
	$(compile)

$(BUILD)/%.o: %.S $(BUILD)/oui.bin | toolchain
	$(call say,AS,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) -DOUI_FILE='"$(BUILD)/oui.bin"' -c $< -o $@

$(BUILD)/oui.bin: scripts/gen-oui $(wildcard /usr/share/ieee-data/oui.txt) | toolchain
	$(call say,OUI,$@)
	$(Q)mkdir -p $(@D)
	$(Q)scripts/gen-oui $@

$(BUILD)/%.bpf.o: %.bpf.c | toolchain
	$(call say,BPF,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(CLANG) $(BPF_CFLAGS) -MMD -MP -c $< -o $@
	$(Q)$(LLVM_STRIP) -g $@

$(BUILD)/%.skel.h: $(BUILD)/%.bpf.o
	$(call say,SKEL,$@)
	$(Q)$(BPFTOOL) gen skeleton $< name $(notdir $*)_bpf > $@

$(TEST_LIBRARY): $(TEST_OBJECTS)
	$(call say,AR,$@)
	$(Q)mkdir -p $(@D)
	$(Q)rm -f $@
	$(Q)$(AR) rcs $@ $^

$(BUILD)/tests/%: ALL_LDLIBS += -lcmocka
$(CMOCKA_TESTS) $(BENCHES) $(TOOLS): %: %.o $(TEST_LIBRARY) $(LIBRARY)
	$(call say,LINK,$@)
	$(Q)$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) $^ $(ALL_LDLIBS) -o $@

# The fuzzers have everything compiled once more, with coverage and sanitizers.
FUZZ_LIBRARY := $(patsubst %,$(BUILD)/fuzz/%.o,$(filter-out user/main,$(basename $(SOURCES))) \
		$(basename $(wildcard tests/lib/*.c)))

$(BUILD)/fuzz/%.o: %.c | $(SKELETONS) toolchain
	$(call say,CC,$< (fuzz))
	$(Q)mkdir -p $(@D)
	$(Q)$(CLANG) $(ALL_CPPFLAGS) -Itests/lib $(FUZZ_CFLAGS) -fsanitize=fuzzer-no-link \
		-MMD -MP -c $< -o $@

$(BUILD)/fuzz/%.o: $(BUILD)/%.o
	$(Q)mkdir -p $(@D)
	$(Q)cp $< $@

$(BUILD)/fuzz/sixwatch.a: $(FUZZ_LIBRARY)
	$(call say,AR,$@)
	$(Q)rm -f $@
	$(Q)$(AR) rcs $@ $^

$(FUZZERS): $(BUILD)/%: $(BUILD)/fuzz/%.o $(BUILD)/fuzz/sixwatch.a
	$(call say,LINK,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CLANG) $(FUZZ_CFLAGS) -fsanitize=fuzzer $^ $(ALL_LDLIBS) -o $@

# Under sudo, what is built belongs to the owner of the clone.
OWNER := $(shell stat -c %u .)
ifeq ($(shell id -u),0)
ifneq ($(OWNER),0)
AS_OWNER := setpriv --reuid=$(OWNER) --regid=$(shell stat -c %g .) --clear-groups --
endif
endif
JOBS = $(if $(findstring -j,$(MAKEFLAGS)),,-j$(shell nproc))
define build
$(if $(AS_OWNER),@mkdir -p $(BUILD) && chown -R --reference=. $(BUILD))
+$(Q)$(AS_OWNER) $(MAKE) --no-print-directory $(JOBS) $(1)
endef
run_tests = $(Q)BUILD=$(abspath $(BUILD)) tests/run

setup: ## install what building and running needs (Debian packages)
	$(Q)scripts/setup

setup-tests: ## install what the tests and the demo need, too
	$(Q)scripts/setup --tests

run: setup ## build, then watch the default interface or its bridge (IFACE=name)
	$(call build,all)
	$(Q)$(BUILD)/sixwatch watch $(IFACE)

demo: setup-tests ## watch a link of network namespaces that is being attacked: no hardware
	$(call build,tests)
	$(Q)BUILD=$(abspath $(BUILD)) scripts/demo

tests: all $(CMOCKA_TESTS) $(TOOLS) ## build the tests

check: setup-tests ## install what is missing, build, run every test
	$(call build,tests)
	$(run_tests) $(UNIT_TESTS) $(PROG_TESTS) $(GOLDEN_TESTS) $(LAB_TESTS) $(BOOT_TESTS)

check-unit: ## run the tests that need no root
	$(call build,tests)
	$(run_tests) $(UNIT_TESTS)

check-lab: ## run the tests that load the BPF program: packets, captures, namespaces
	$(call build,tests)
	$(run_tests) $(PROG_TESTS) $(GOLDEN_TESTS) $(LAB_TESTS)

check-kernels: ## load, run and attach on Debian's 5.10, 6.1 and 6.12 in QEMU
	$(call build,tests)
	$(run_tests) $(BOOT_TESTS)

bench: ## measure against the budgets
	$(call build,all $(BENCHES) $(TOOLS))
	$(Q)BUILD=$(abspath $(BUILD)) scripts/bench

fuzz: $(FUZZERS) ## build the fuzzers: build/tests/fuzz/

FORMATTED := $(filter-out vmlinux/%,$(shell find bpf include user tests -name '*.[ch]'))

# uninitvar and comparePointers know neither output parameters nor symbols of the linker.
lint: ## check the format and the usual mistakes
	$(Q)clang-format --dry-run -Werror $(FORMATTED)
	$(Q)cppcheck --quiet --error-exitcode=1 --inline-suppr --enable=warning,portability \
		--suppress=missingIncludeSystem --suppress=uninitvar --suppress=ctuuninitvar \
		--suppress=comparePointers '-DHASH_ITER(hh,head,el,tmp)=while (el)' \
		'-DLIBBPF_OPTS(type,name,...)=struct type name' \
		'-DTAILQ_HEAD(name,type)=struct type *' \
		-D_GNU_SOURCE -Iinclude -Iuser user

format: ## put the sources into the format that lint checks
	$(Q)clang-format -i $(FORMATTED)

install: all ## install below PREFIX (/usr/local), DESTDIR
	install -D -m 755 $(BUILD)/sixwatch $(DESTDIR)$(PREFIX)/sbin/sixwatch

clean: ## remove everything built
	$(Q)rm -rf $(BUILD)

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

-include $(OBJECTS:.o=.d) $(TEST_OBJECTS:.o=.d) $(FUZZ_LIBRARY:.o=.d) $(SKELETONS:.skel.h=.bpf.d)
-include $(addsuffix .d,$(CMOCKA_TESTS) $(BENCHES) $(TOOLS) $(FUZZERS:$(BUILD)/%=$(BUILD)/fuzz/%))
